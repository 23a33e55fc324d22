/**
 * How many requests someone may make: a token bucket a key. Each process keeps its own; where processes share a rate
 * limiter each takes from it a lot of requests at a time, so that one question there serves many requests.
 */
import type { Clock } from '../ports/clock.ts'
import type { RateLimiter } from '../ports/rate-limiter.ts'

export interface Allowance {
  readonly perMinute: number
  /** Whole requests that are left in this process. */
  readonly remaining: number
  /** 0: allowed. */
  readonly waitMs: number
}

export interface RequestLimiter {
  /** Takes one request of what `key` may make. */
  take(key: string, perMinute: number): Promise<Allowance>
  /** Looks without taking. */
  look(key: string, perMinute: number): Allowance
}

const MINUTE_MS = 60_000
/** Of those, who asked longest ago is forgotten, which is in favour of the one forgotten. */
const MAX_KEYS = 10_000
/** A tenth of a second's share of the limit at a time, so that what a process holds and does not use is little. */
const LOTS_PER_MINUTE = 600
/** How long a process goes by its own count alone when nobody answers for the shared one: a request never waits for it. */
const SHARED_PAUSE_MS = 10_000

interface Bucket {
  tokens: number
  filledAtMs: number
  /** What was taken from the shared limit and is not used. */
  lot: number
}

export function createRequestLimiter({
  clock,
  shared,
}: {
  readonly clock: Clock
  readonly shared: RateLimiter | null
}): RequestLimiter {
  const buckets = new Map<string, Bucket>()
  let sharedFromMs = 0

  const fill = (key: string, perMinute: number): Bucket => {
    const nowMs = clock.now().getTime()
    const bucket = buckets.get(key) ?? { tokens: perMinute, filledAtMs: nowMs, lot: 0 }
    const gained = (Math.max(0, nowMs - bucket.filledAtMs) * perMinute) / MINUTE_MS
    bucket.tokens = Math.min(perMinute, bucket.tokens + gained)
    bucket.filledAtMs = nowMs
    return bucket
  }
  const keep = (key: string, bucket: Bucket): void => {
    buckets.delete(key)
    buckets.set(key, bucket)
    const oldest = buckets.size > MAX_KEYS ? buckets.keys().next().value : undefined
    if (oldest !== undefined) buckets.delete(oldest)
  }
  const allowance = (bucket: Bucket, perMinute: number, waitMs = 0): Allowance => ({
    perMinute,
    remaining: Math.max(0, Math.floor(bucket.tokens)),
    waitMs,
  })
  const localWaitMs = (bucket: Bucket, perMinute: number): number =>
    bucket.tokens >= 1 ? 0 : Math.ceil(((1 - bucket.tokens) * MINUTE_MS) / perMinute)

  return {
    look(key, perMinute) {
      const bucket = fill(key, perMinute)
      return allowance(bucket, perMinute, localWaitMs(bucket, perMinute))
    },
    async take(key, perMinute) {
      const bucket = fill(key, perMinute)
      keep(key, bucket)
      const waitMs = localWaitMs(bucket, perMinute)
      if (waitMs > 0) return allowance(bucket, perMinute, waitMs)
      bucket.tokens -= 1
      if (shared === null || clock.now().getTime() < sharedFromMs) return allowance(bucket, perMinute)
      if (bucket.lot < 1) {
        const amount = Math.max(1, Math.floor(perMinute / LOTS_PER_MINUTE))
        const reserved = await shared.reserve([{ key, amount, perMinute }]).unwrapOr(null)
        if (reserved === null) {
          sharedFromMs = clock.now().getTime() + SHARED_PAUSE_MS
          return allowance(bucket, perMinute)
        }
        if (reserved > 0) return allowance({ ...bucket, tokens: 0 }, perMinute, reserved)
        bucket.lot += amount
      }
      bucket.lot -= 1
      return allowance(bucket, perMinute)
    },
  }
}
