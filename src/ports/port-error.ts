import type { ResultAsync } from 'neverthrow'

/**
 * What an adapter says when the world fails it. Only an adapter understands a vendor's errors; the rest of the
 * system sees one of three kinds.
 */
export type PortError =
  | {
      readonly kind: 'transient'
      readonly code: string
      readonly message: string
      readonly retryAfterMs?: number
      readonly cause?: unknown
    }
  | {
      readonly kind: 'throttled'
      readonly code: string
      readonly message: string
      readonly retryAfterMs: number
      readonly cause?: unknown
    }
  | { readonly kind: 'permanent'; readonly code: string; readonly message: string; readonly cause?: unknown }

export type PortResult<T> = ResultAsync<T, PortError>

export const transientError = (code: string, message: string, cause?: unknown): PortError => ({
  kind: 'transient',
  code,
  message,
  cause,
})

export const throttledError = (
  code: string,
  message: string,
  retryAfterMs: number,
  cause?: unknown,
): PortError => ({
  kind: 'throttled',
  code,
  message,
  retryAfterMs,
  cause,
})

export const permanentError = (code: string, message: string, cause?: unknown): PortError => ({
  kind: 'permanent',
  code,
  message,
  cause,
})
