import type { SupabaseStorageOptions } from '../../../src/adapters/supabase/connection.ts'
import { createSupabaseStorage, type SupabaseStorage } from '../../../src/adapters/supabase/storage.ts'
import { systemClock } from '../../../src/adapters/system/clock.ts'
import {
  type FakeSupabase,
  type FakeSupabaseOptions,
  startFakeSupabase,
} from '../../../src/testing/fakes/supabase/server.ts'

export const BUCKET = 'audio'
export const MEBIBYTE = 1024 * 1024

/** A project with its bucket made, and the storage that uses it. */
export interface ProjectUnderTest {
  readonly fake: FakeSupabase
  readonly storage: SupabaseStorage
}

export const storageAt = (
  fake: FakeSupabase,
  options: Partial<SupabaseStorageOptions> = {},
): SupabaseStorage =>
  createSupabaseStorage({
    url: fake.url,
    key: fake.keys.serviceRole,
    bucket: BUCKET,
    maxFileSizeBytes: 1024 * MEBIBYTE,
    clock: systemClock,
    retryDelayMs: 1,
    ...options,
  })

export async function startProject(
  options: FakeSupabaseOptions = {},
  storageOptions: Partial<SupabaseStorageOptions> = {},
): Promise<ProjectUnderTest> {
  const fake = await startFakeSupabase(options)
  const storage = storageAt(fake, storageOptions)
  const checked = await storage.check()
  if (checked.isErr()) throw new Error(checked.error.message)
  return { fake, storage }
}
