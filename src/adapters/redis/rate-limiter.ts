import { okAsync } from 'neverthrow'
import type { RateLimiter } from '../../ports/rate-limiter.ts'
import { openConnection } from './connections.ts'
import { POLL_INTERVAL_MS } from './limits.ts'
import { redisResult } from './redis-errors.ts'
import { RESERVE } from './scripts/reserve.ts'

export interface RedisRateLimiterOptions {
  /** redis:// or rediss:// */
  readonly url: string
  /** Of all keys; braces in it keep them in one slot of a Cluster, which a demand of several keys needs there. */
  readonly prefix: string
  readonly cluster?: boolean
  readonly timeoutMs?: number
}

export interface RedisRateLimiter extends RateLimiter {
  close(): Promise<void>
}

const TIMEOUT_MS = 2_000
const COMMAND = 'chapterwise_reserve'

/** The limits of all processes on one Redis, by its clock. One script a question, one hash of at most 62 fields a key. */
export function createRedisRateLimiter(options: RedisRateLimiterOptions): RedisRateLimiter {
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS
  const client = openConnection(
    {
      url: options.url,
      cluster: options.cluster ?? false,
      producerTimeoutMs: timeoutMs,
      consumerTimeoutMs: timeoutMs,
      blockMs: POLL_INTERVAL_MS,
    },
    'consumer',
  )
  // Each call says itself that Redis is away.
  client.on('error', () => {})
  client.defineCommand(COMMAND, { lua: RESERVE })
  // ioredis adds the command as a method, which its types can't know.
  const commands = client as unknown as Record<
    typeof COMMAND,
    (count: number, ...args: (string | number)[]) => Promise<number>
  >
  return {
    reserve(demands) {
      if (demands.length === 0) return okAsync(0)
      const keys = demands.map(({ key }) => `${options.prefix}:rate:${key}`)
      const amounts = demands.flatMap(({ amount, perMinute }) => [Math.ceil(amount), perMinute])
      return redisResult(() => commands[COMMAND](keys.length, ...keys, ...amounts))
    },
    close: async () => client.disconnect(),
  }
}
