import { ChapterwiseError } from '../errors/chapterwise-error.ts'
import { type Attempt, startAttempt } from './attempt.ts'
import { pause } from './pause.ts'

export interface RetryOptions {
  /** Tries in all; 1: never again. Default: 4. */
  readonly maxTries?: number
  /** Before the second try; doubles from try to try. Default: 500. */
  readonly firstDelayMs?: number
  /** Default: 30 000. */
  readonly maxDelayMs?: number
  /** A server that asks for a longer wait than this gets no other try: the call rejects. Default: 60 000. */
  readonly maxRetryAfterMs?: number
}

export interface RetryEvent {
  readonly error: ChapterwiseError
  /** The try that failed, from 1. */
  readonly attempt: number
  readonly delayMs: number
}

export type RetryPolicy = Required<RetryOptions> & {
  readonly onRetry: ((event: RetryEvent) => void) | null
  readonly idleTimeoutMs: number
}

export const DEFAULT_RETRY: Required<RetryOptions> = {
  maxTries: 4,
  firstDelayMs: 500,
  maxDelayMs: 30_000,
  maxRetryAfterMs: 60_000,
}

/** Between half of the doubled delay and all of it, so that clients that failed together do not return together. */
export const backoffMs = (
  attempt: number,
  policy: Pick<RetryPolicy, 'firstDelayMs' | 'maxDelayMs'>,
  random: number,
): number => Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** (attempt - 1)) * (0.5 + random / 2)

/** Null: not worth another try. */
const delayBefore = (
  error: ChapterwiseError,
  attempt: number,
  mayRepeat: (error: ChapterwiseError) => boolean,
  policy: RetryPolicy,
): number | null => {
  if (attempt >= policy.maxTries || !error.isRetryable || !mayRepeat(error)) return null
  const delayMs = error.retryAfterMs ?? backoffMs(attempt, policy, Math.random())
  return error.retryAfterMs !== null && delayMs > policy.maxRetryAfterMs ? null : delayMs
}

const toError = (error: unknown, attempt: Attempt): ChapterwiseError => {
  if (error instanceof ChapterwiseError) return error
  // What fetch was told by a body that it was sending.
  if (error instanceof Error && error.cause instanceof ChapterwiseError) return error.cause
  const said = error instanceof Error ? error.message : String(error)
  return new ChapterwiseError({
    message: attempt.isOverdue ? 'The server did not answer in time.' : `No answer from the server: ${said}`,
    code: attempt.isOverdue ? 'timeout' : 'connection_failed',
    isRetryable: true,
    cause: error,
  })
}

export interface Repeatable<T> {
  readonly signal: AbortSignal | null
  /** Whether what failed like this may be sent again. */
  readonly mayRepeat: (error: ChapterwiseError) => boolean
  /** `number` counts from 1. */
  readonly tryOnce: (attempt: Attempt, number: number) => Promise<T>
}

/** Rejects with a `ChapterwiseError`, or with the reason of an aborted signal. */
export const withRetries = async <T>(
  { signal, mayRepeat, tryOnce }: Repeatable<T>,
  policy: RetryPolicy,
): Promise<T> => {
  for (let number = 1; ; number++) {
    signal?.throwIfAborted()
    const attempt = startAttempt(signal, policy.idleTimeoutMs)
    try {
      return await tryOnce(attempt, number)
    } catch (thrown) {
      signal?.throwIfAborted()
      const error = toError(thrown, attempt)
      const delayMs = delayBefore(error, number, mayRepeat, policy)
      if (delayMs === null) throw error
      policy.onRetry?.({ error, attempt: number, delayMs })
      await pause(delayMs, signal)
    } finally {
      attempt.end()
    }
  }
}
