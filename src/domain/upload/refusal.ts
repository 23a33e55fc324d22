import type { UploadFile, UploadStatus } from './upload.ts'

/** Why an upload session does not take a step. */
export type UploadRefusal =
  /** It ended before; `status` says how. */
  | { readonly code: 'upload_over'; readonly status: Exclude<UploadStatus, 'pending' | 'uploading'> }
  /** As many files as announced are stored or being received. */
  | { readonly code: 'no_file_slot_free' }
  | { readonly code: 'chapter_number_out_of_range'; readonly highest: number }
  | { readonly code: 'chapter_number_taken'; readonly chapterNumber: number }
  /** The same `Idempotency-Key` is on a file that is being received. */
  | { readonly code: 'file_in_progress' }
  /** The same `Idempotency-Key` is on a file that is stored: this one. */
  | { readonly code: 'file_repeated'; readonly file: UploadFile }
  /** The stored files and this one are more than was announced. */
  | { readonly code: 'upload_too_large'; readonly totalSizeBytes: number }
  /** No such file is being received: it was given up, or the session was removed. */
  | { readonly code: 'file_not_receiving' }
  /** Files of the ended session are still being received, and may leave objects behind. */
  | { readonly code: 'upload_receiving' }
