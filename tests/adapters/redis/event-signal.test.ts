import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createRedisEventSignal } from '../../../src/adapters/redis/event-signal.ts'
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts'
import { waitUntil } from '../../support/wait-until.ts'

let server: RedisServer
beforeAll(async () => {
  server = await startRedisServer()
}, 60_000)
afterAll(() => server?.remove())

const open = (prefix: string) => createRedisEventSignal({ url: server.url, cluster: false, prefix })

function count(signal: ReturnType<typeof open>) {
  let calls = 0
  const stop = signal.onNotify(() => {
    calls += 1
  })
  return { calls: () => calls, stop }
}

test('a commit of one process wakes those who listen in others, of its own system alone', async () => {
  const [one, other, stranger] = [open('a'), open('a'), open('b')]
  const [here, there, elsewhere] = [count(one), count(other), count(stranger)]
  // Until the subscriptions stand, messages are lost: that is what the contract allows.
  await waitUntil(
    async () => {
      one.notify()
      stranger.notify()
      return there.calls()
    },
    (calls) => calls > 0,
  )
  expect(here.calls()).toBeGreaterThan(0)
  there.stop()
  const before = [there.calls(), here.calls()]
  one.notify()
  expect([there.calls(), here.calls()]).toEqual([before[0] ?? 0, (before[1] ?? 0) + 1])
  for (const signal of [one, other, stranger]) signal.close()
  expect(elsewhere.calls()).toBeGreaterThan(0)
})

test('a Redis that is away is no failure', async () => {
  const signal = createRedisEventSignal({ url: 'redis://127.0.0.1:1', cluster: false, prefix: 'a' })
  const { calls } = count(signal)
  signal.notify()
  expect(calls()).toBe(1)
  signal.close()
})
