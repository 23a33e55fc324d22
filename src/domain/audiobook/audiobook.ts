import type { TranscriptionOptions } from './transcription-options.ts'

export type AudiobookStatus = 'processing' | 'completed' | 'failed'

/** The book made from a finished upload. */
export interface Audiobook {
  readonly id: string
  readonly ownerId: string
  readonly uploadId: string
  readonly title: string
  readonly author: string
  readonly narrator: string | null
  readonly description: string | null
  /** BCP 47, e.g. `en`. */
  readonly language: string
  readonly isPublic: boolean
  readonly coverImageUrl: string | null
  /** Storage key and media type of the cover found in the audio file. */
  readonly cover: { readonly storageKey: string; readonly mediaType: string } | null
  /** 0 (normal) to 9 (first). */
  readonly priority: number
  readonly transcription: TranscriptionOptions
  readonly status: AudiobookStatus
  /** For a failed book: which part failed and why, one sentence a part. */
  readonly statusReason: string | null
  readonly durationSeconds: number
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly completedAt: Date | null
}

/** A stretch of an audiobook: one file of a `chapters` upload, or a chapter mark inside one file. */
export interface Chapter {
  readonly id: string
  readonly audiobookId: string
  /** 1-based. */
  readonly number: number
  readonly title: string
  readonly uploadFileId: string
  /** Seconds from the start of the file that holds the chapter. */
  readonly fileStartSeconds: number
  readonly durationSeconds: number
  /** Seconds from the start of the book: the durations of all earlier chapters. */
  readonly bookStartSeconds: number
}

export interface AudiobookDetail {
  readonly audiobook: Audiobook
  /** By number. */
  readonly chapters: readonly Chapter[]
}
