import type { AudioMetadata } from './audio-metadata.ts'

/** `single`: one file holds the book; `chapters`: one file a chapter. */
export type UploadType = 'single' | 'chapters'

export type UploadStatus = 'pending' | 'uploading' | 'completed' | 'failed' | 'cancelled' | 'expired'

/** A session in which a client sends the files of one audiobook. */
export interface Upload {
  readonly id: string
  readonly ownerId: string
  readonly type: UploadType
  /** Files announced; 1 for a `single` upload. */
  readonly totalFiles: number
  /** Upper bound of the sum of all file sizes, as announced by the client. */
  readonly totalSizeBytes: number
  readonly status: UploadStatus
  /** Why the session ended when it did not complete. */
  readonly statusReason: string | null
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly completedAt: Date | null
}

export interface UploadFile {
  readonly id: string
  readonly uploadId: string
  /** `receiving`: the intent is recorded before the first byte, so that a crash leaves nothing unknown. */
  readonly status: 'receiving' | 'stored'
  /**
   * `receiving`, by a process that gave no sign of life for `RECEIVING_LEASE_MS`, by the clock of whoever keeps the rows. Whoever needs its
   * place, number or key takes it.
   */
  readonly isAbandoned: boolean
  /** The client's name for the file without any folder part; for display only, never a path. */
  readonly fileName: string
  readonly storageKey: string
  /** IANA media type of the content, e.g. `audio/mp4`; null until the first bytes were seen. */
  readonly mediaType: string | null
  /** Bytes received so far; the size of the file once `stored`. */
  readonly sizeBytes: number
  /** Hexadecimal SHA-256 of the content, once stored. */
  readonly sha256: string | null
  /** 1-based place in the book; `chapters` uploads only. */
  readonly chapterNumber: number | null
  readonly chapterTitle: string | null
  /** What the file says of itself, once stored. */
  readonly metadata: AudioMetadata | null
  /** The client's `Idempotency-Key`, if it sent one; unique within the upload. */
  readonly idempotencyKey: string | null
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly uploadedAt: Date | null
}

/** The aggregate that is read, decided on and written as one. Files are in order of creation. */
export interface UploadSession {
  readonly upload: Upload
  readonly files: readonly UploadFile[]
}
