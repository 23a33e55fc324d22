/**
 * How a failed attempt is to be treated.
 * - `transient`: try again after the backoff, at most 3 times
 * - `throttled`: wait as long as the vendor says; consumes no attempt
 * - `permanent`: never try again
 * - `crash`: the worker was lost; counted apart from attempts
 */
export type FailureKind = 'transient' | 'throttled' | 'permanent' | 'crash'

export interface Failure {
  readonly kind: FailureKind
  /** Stable, snake case, e.g. `decode_failed`, `poison`. */
  readonly code: string
  /** For people; no secrets, no transcript text. */
  readonly message: string
  /** For `throttled` (and `transient` when the vendor asked for it). */
  readonly retryAfterMs?: number
}

/** Retries after the first attempt. */
export const MAX_RETRIES = 3
export const MAX_ATTEMPTS = MAX_RETRIES + 1
/** So many lost workers within the window, with nothing saved in between, make a job poison. */
export const MAX_CRASHES = 3
export const CRASH_WINDOW_MS = 24 * 60 * 60 * 1000
/** Oldest entries beyond this are dropped, so that a row stays small. */
export const MAX_ERROR_HISTORY = 50
