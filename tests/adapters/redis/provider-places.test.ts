import { expect, test } from 'bun:test'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { createRedisProviderPlaces } from '../../../src/adapters/redis/provider-places.ts'
import { providerPlacesContract } from '../../../src/testing/contracts/provider-places.contract.ts'
import { expectOk } from '../../../src/testing/expect/expect-ok.ts'
import { sharedRedisServer } from '../../support/redis-server.ts'

const TIMER_JITTER_MS = 20

providerPlacesContract({
  name: 'redis',
  create: async () => {
    const { url } = await sharedRedisServer()
    const prefix = randomUUID()
    const one = createRedisProviderPlaces({ url, prefix })
    const other = createRedisProviderPlaces({ url, prefix })
    return {
      workers: [one, other],
      advance: (durationMs) => sleep(durationMs + TIMER_JITTER_MS).then(() => {}),
      close: async () => {
        await Promise.all([one.close(), other.close()])
      },
    }
  },
})

test('a Redis that is away is a transient error', async () => {
  const places = createRedisProviderPlaces({ url: 'redis://127.0.0.1:1', prefix: 'x' })
  expect((await places.take('k', 'a', 1, 1_000))._unsafeUnwrapErr().kind).toBe('transient')
  await places.close()
})

test('places end by themselves', async () => {
  const { url } = await sharedRedisServer()
  const prefix = randomUUID()
  const places = createRedisProviderPlaces({ url, prefix })
  const client = new Redis(url)
  await expectOk(places.take('llm', 'a', 5, 10_000))
  const leftMs = await client.pttl(`${prefix}:places:llm`)
  expect([leftMs > 5_000, leftMs <= 10_000]).toEqual([true, true])
  await places.close()
  client.disconnect()
})
