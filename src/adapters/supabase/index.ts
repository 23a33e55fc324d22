/** `chapterwise/adapters/supabase`; needs the package @supabase/supabase-js. */
export type { SupabaseStorageOptions } from './connection.ts'
export { createSupabaseStorage, type SignedUpload, type SupabaseStorage } from './storage.ts'
