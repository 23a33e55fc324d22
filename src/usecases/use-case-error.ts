import type { PortError } from '../ports/port-error.ts'

/** One thing wrong with the input. `pointer` is a JSON pointer into it, e.g. `/title`. */
export interface InputIssue {
  readonly pointer: string
  readonly message: string
}

/**
 * Why a use case said no, in no transport's terms; `src/http/errors.ts` maps kinds to status codes. `code` is stable
 * and snake case (`upload_completed`, `file_too_large`, …); `message` is for people.
 */
export type UseCaseError =
  | {
      readonly kind: 'invalid'
      readonly code: string
      readonly message: string
      readonly issues?: readonly InputIssue[]
    }
  /** The caller may do this to nothing. */
  | { readonly kind: 'forbidden'; readonly code: string; readonly message: string }
  | { readonly kind: 'not_found'; readonly code: string; readonly message: string }
  | {
      readonly kind: 'conflict'
      readonly code: string
      readonly message: string
      /** When it goes away by itself: after how long to try again. */
      readonly retryAfterMs?: number
    }
  | { readonly kind: 'too_large'; readonly code: string; readonly message: string }
  | { readonly kind: 'unsupported_media'; readonly code: string; readonly message: string }
  /** The input is well-formed but can't be worked with, e.g. an audio file that nothing can decode. */
  | { readonly kind: 'unprocessable'; readonly code: string; readonly message: string }
  /** Something outside fails; the same call may succeed later. */
  | {
      readonly kind: 'unavailable'
      readonly code: string
      readonly message: string
      readonly cause: PortError
    }

/** A port that fails is, to the caller of a use case, an outage. */
export const unavailable = (cause: PortError): UseCaseError => ({
  kind: 'unavailable',
  code: 'service_unavailable',
  message: 'A service that this needs is not available now; try again later.',
  cause,
})

/** Of a call that would change everything. */
export const noFilter: UseCaseError = {
  kind: 'invalid',
  code: 'filter_needed',
  message: 'Say which: without a filter this would be for everything.',
}

export const notFound = (
  what:
    | 'upload'
    | 'audiobook'
    | 'job'
    | 'dead_letter'
    | 'chapter'
    | 'transcript'
    | 'cover'
    | 'webhook'
    | 'delivery',
): UseCaseError => ({
  kind: 'not_found',
  code: `${what}_not_found`,
  message: `There is no such ${what.replace('_', ' ')}.`,
})
