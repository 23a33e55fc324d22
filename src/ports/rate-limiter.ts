import type { PortResult } from './port-error.ts'

/** Something to be taken from what a provider allows within any minute. */
export interface RateDemand {
  /** What is limited, e.g. `gemini:requests`; the same for all who share the limit. */
  readonly key: string
  /** More than a whole minute allows is granted once nothing else was taken for a minute. */
  readonly amount: number
  readonly perMinute: number
}

/** Limits per minute that several workers share. */
export interface RateLimiter {
  /**
   * Takes all that is demanded, or nothing of it. Answers 0 when it was taken, else after how many milliseconds asking
   * again may help. Within any 60 seconds no more than `perMinute` of a key is taken.
   */
  reserve(demands: readonly RateDemand[]): PortResult<number>
}
