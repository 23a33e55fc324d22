const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** Waits after each failed attempt: ten attempts over three days, as Standard Webhooks advises. */
export const RETRY_DELAYS_MS: readonly number[] = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
]
/** A receiver that asks for more is asked again sooner. */
export const MAX_RETRY_AFTER_MS = 24 * HOUR_MS
/** Up to so much sooner or later, so that what failed together does not come back together. */
const JITTER = 0.2

/** What became of an attempt. */
export type SendOutcome =
  | {
      readonly kind: 'answered'
      readonly status: number
      /** Its beginning. */
      readonly body: string
      /** What the receiver asked for. */
      readonly retryAfterMs: number | null
      readonly durationMs: number
    }
  | {
      readonly kind: 'unanswered'
      readonly code: string
      readonly message: string
      readonly durationMs: number
    }

export type NextStep =
  | { readonly step: 'delivered' }
  /** 410: the endpoint wants nothing any more. */
  | { readonly step: 'gone' }
  | { readonly step: 'retry'; readonly delayMs: number }
  | { readonly step: 'dead' }

/** `attempt` counts from 1, and anew after a replay; `random` is uniform in [0, 1). */
export function afterAttempt(attempt: number, outcome: SendOutcome, random: number): NextStep {
  if (outcome.kind === 'answered' && isSuccess(outcome.status)) return { step: 'delivered' }
  if (outcome.kind === 'answered' && outcome.status === GONE) return { step: 'gone' }
  const scheduledMs = RETRY_DELAYS_MS[attempt - 1]
  if (scheduledMs === undefined) return { step: 'dead' }
  const jitteredMs = Math.round(scheduledMs * (1 - JITTER + 2 * JITTER * random))
  const askedMs = outcome.kind === 'answered' ? (outcome.retryAfterMs ?? 0) : 0
  return { step: 'retry', delayMs: Math.max(jitteredMs, Math.min(askedMs, MAX_RETRY_AFTER_MS)) }
}

const GONE = 410

const isSuccess = (status: number) => status >= 200 && status < 300

/** Why an attempt failed, for the log of deliveries; null when it did not. */
export function failureOf(outcome: SendOutcome): { readonly code: string; readonly message: string } | null {
  if (outcome.kind === 'unanswered') return { code: outcome.code, message: outcome.message }
  const { status } = outcome
  if (isSuccess(status)) return null
  if (status >= 300 && status < 400) {
    return { code: 'redirected', message: `Answered ${status}; redirects are not followed.` }
  }
  return { code: 'refused', message: `Answered ${status}.` }
}
