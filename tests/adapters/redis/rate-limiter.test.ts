import { expect, test } from 'bun:test'
import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { createRedisRateLimiter } from '../../../src/adapters/redis/rate-limiter.ts'
import { rateLimiterContract } from '../../../src/testing/contracts/rate-limiter.contract.ts'
import { sharedRedisServer } from '../../support/redis-server.ts'

const SLOT_MS = 1_000

rateLimiterContract({
  name: 'redis',
  create: async () => {
    const { url } = await sharedRedisServer()
    const prefix = randomUUID()
    const limiters = [1, 2, 3].map(() => createRedisRateLimiter({ url, prefix }))
    const client = new Redis(url)
    return {
      limiters,
      // The server's clock can't be moved; what was taken can, by whole slots.
      async elapse(durationMs) {
        for (const key of await client.keys(`${prefix}:rate:*`)) {
          const slots = Object.entries(await client.hgetall(key))
          await client.del(key)
          for (const [slot, amount] of slots) {
            await client.hset(key, String(Number(slot) - Math.ceil(durationMs / SLOT_MS)), amount)
          }
        }
      },
      async close() {
        for (const limiter of limiters) await limiter.close()
        client.disconnect()
      },
    }
  },
})

test('a Redis that is away is a transient error, and leaves nothing that waits', async () => {
  const limiter = createRedisRateLimiter({ url: 'redis://127.0.0.1:1', prefix: 'x' })
  const answer = await limiter.reserve([{ key: 'k', amount: 1, perMinute: 1 }])
  expect(answer._unsafeUnwrapErr().kind).toBe('transient')
  await limiter.close()
})

test('keys end by themselves', async () => {
  const { url } = await sharedRedisServer()
  const prefix = randomUUID()
  const limiter = createRedisRateLimiter({ url, prefix })
  const client = new Redis(url)
  expect((await limiter.reserve([{ key: 'k', amount: 5, perMinute: 10 }]))._unsafeUnwrap()).toBe(0)
  const leftMs = await client.pttl(`${prefix}:rate:k`)
  expect(leftMs).toBeGreaterThan(0)
  expect(leftMs).toBeLessThanOrEqual(62_000)
  client.disconnect()
  await limiter.close()
})
