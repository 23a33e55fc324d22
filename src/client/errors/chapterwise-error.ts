import type { Problem } from '../generated/types.gen.ts'

/** Codes of what goes wrong before or without an answer of the server; all others are the server's. */
export type ClientErrorCode =
  /** No connection, or it broke. */
  | 'connection_failed'
  /** Nothing moved for too long. */
  | 'timeout'
  /** Not an answer of chapterwise: another program, a proxy's page, a body that broke off. */
  | 'unexpected_answer'
  /** Nothing to send, an empty file, a folder without audio. */
  | 'no_audio_files'
  /** A file could not be read to its end. */
  | 'file_unreadable'
  /** The upload of this idempotency key was cancelled, has failed or has expired. */
  | 'upload_ended'
  /** At least one job of the book failed for good. */
  | 'audiobook_failed'

export interface ChapterwiseErrorDetails {
  readonly message: string
  readonly code: string
  readonly status?: number | null
  readonly problem?: Problem | null
  readonly requestId?: string | null
  readonly isRetryable?: boolean
  readonly retryAfterMs?: number | null
  readonly cause?: unknown
}

/** The one error that calls reject with, except for an abort: that rejects with the signal's own reason. */
export class ChapterwiseError extends Error {
  override readonly name: string = 'ChapterwiseError'
  /** HTTP status; null: there was no answer, or the matter is not about one. */
  readonly status: number | null
  /** Stable, for programs: the server's `code`, or a `ClientErrorCode`. */
  readonly code: string
  /** For whoever reads the server's log. */
  readonly requestId: string | null
  /** The whole answer (RFC 9457); `problem.errors` says what is wrong with the input, piece by piece. */
  readonly problem: Problem | null
  /** The same call may succeed later. */
  readonly isRetryable: boolean
  /** How long the server asked to wait. */
  readonly retryAfterMs: number | null

  constructor(details: ChapterwiseErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause })
    this.status = details.status ?? null
    this.code = details.code
    this.requestId = details.requestId ?? null
    this.problem = details.problem ?? null
    this.isRetryable = details.isRetryable ?? false
    this.retryAfterMs = details.retryAfterMs ?? null
  }
}
