const BASE_DELAY_MS = 10_000
const LONGEST_DELAY_MS = 15 * 60_000

/**
 * How long to wait before retry `retryNumber` (1 for the first). Exponential with a ceiling; half of it is random, so
 * that jobs that failed together do not come back in step.
 *
 * @param random in [0, 1)
 * @param retryAfterMs the least delay the vendor asked for
 */
export function backoffDelayMs(retryNumber: number, random: number, retryAfterMs = 0): number {
  const cappedMs = Math.min(LONGEST_DELAY_MS, BASE_DELAY_MS * 2 ** (retryNumber - 1))
  return Math.max(retryAfterMs, cappedMs / 2 + random * (cappedMs / 2))
}
