import type { ProviderPlaces } from '../../ports/provider-places.ts'
import { openConnection } from './connections.ts'
import { POLL_INTERVAL_MS } from './limits.ts'
import type { RedisRateLimiterOptions } from './rate-limiter.ts'
import { redisResult } from './redis-errors.ts'
import { TAKE_PLACE } from './scripts/take-place.ts'

export interface RedisProviderPlaces extends ProviderPlaces {
  close(): Promise<void>
}

const TIMEOUT_MS = 2_000
const COMMAND = 'chapterwise_take_place'

/** The places of all processes on one Redis, by its clock. One call each; `<prefix>:places:<key>` is a sorted set. */
export function createRedisProviderPlaces(options: RedisRateLimiterOptions): RedisProviderPlaces {
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
  client.defineCommand(COMMAND, { numberOfKeys: 1, lua: TAKE_PLACE })
  // ioredis adds the command as a method, which its types can't know.
  const commands = client as unknown as Record<
    typeof COMMAND,
    (key: string, ...args: (string | number)[]) => Promise<number>
  >
  const keyOf = (key: string) => `${options.prefix}:places:${key}`
  return {
    take: (key, holder, limit, leaseMs) =>
      redisResult(async () => (await commands[COMMAND](keyOf(key), holder, limit, Math.ceil(leaseMs))) === 1),
    leave: (key, holder) => redisResult(() => client.zrem(keyOf(key), holder)).map(() => undefined),
    close: async () => client.disconnect(),
  }
}
