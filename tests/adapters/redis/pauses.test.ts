import { afterEach, describe, expect, test } from 'bun:test'
import { expectOk } from '../../../src/testing/expect/expect-ok.ts'
import {
  closeAll,
  dueJob,
  idsOf,
  LONG_MS,
  openClient,
  openPair,
  openQueue,
  ownServer,
  scriptCalls,
  take,
} from './redis-under-test.ts'

const PREFIX = 'audiobook'
/** Enough to be asked about, short enough to be waited for. */
const PAUSE_MS = 500

afterEach(closeAll)

describe('the pause of a provider', () => {
  test('holds in every process, under a key that goes by itself', async () => {
    const { one, other, prefix, client } = await openPair()
    const waiting = take(other, 1, LONG_MS)
    await expectOk(one.throttle('embedder', PAUSE_MS))
    const leftMs = await client.pttl(`${prefix}:paused:embedder`)
    expect([leftMs > 0, leftMs <= PAUSE_MS]).toEqual([true, true])
    const job = dueJob()
    await expectOk(one.enqueue([job]))
    expect(await expectOk(take(other))).toEqual([])
    expect(idsOf(await expectOk(waiting))).toEqual([job.id])
    expect(await client.exists(`${prefix}:paused:embedder`)).toBe(0)
  })

  test('costs a process one call, however often it asks, and whatever arrives meanwhile', async () => {
    const server = await ownServer()
    const [one, other] = await Promise.all([
      openQueue(server, { prefix: PREFIX }),
      openQueue(server, { prefix: PREFIX }),
    ])
    await expectOk(one.throttle('embedder', LONG_MS))
    await expectOk(one.enqueue([dueJob()]))
    const calls = await scriptCalls(server, async () => {
      for (let times = 0; times < 5; times += 1) expect(await expectOk(take(other, 1, 20))).toEqual([])
    })
    expect(calls).toBe(1)
  })
})

describe('pauses after a flush', () => {
  test("of providers are in force again, and only those that were; those of types are the reconciler's", async () => {
    const server = await ownServer()
    const [api, worker] = await Promise.all([
      openQueue(server, { prefix: PREFIX }),
      openQueue(server, { prefix: PREFIX }),
    ])
    expect(await expectOk(api.isReplaced())).toBe(true)
    await expectOk(worker.throttle('embedder', LONG_MS))
    expect(await expectOk(api.isReplaced())).toBe(false)

    const client = openClient(server)
    await client.flushall()
    expect(await expectOk(api.isReplaced())).toBe(true)
    const leftMs = await client.pttl(`${PREFIX}:paused:embedder`)
    expect([leftMs > LONG_MS / 2, leftMs <= LONG_MS]).toEqual([true, true])
    expect(await client.exists(`${PREFIX}:paused:llm`, `${PREFIX}:paused:transcriber`)).toBe(0)
    // And after a second one, before anything else was seen.
    await client.flushall()
    expect(await expectOk(api.isReplaced())).toBe(true)
    expect(await client.exists(`${PREFIX}:paused:embedder`)).toBe(1)
    expect(await expectOk(api.isReplaced())).toBe(false)
  })

  test('that could not be set again are not forgotten', async () => {
    const server = await ownServer()
    const api = await openQueue(server, { prefix: PREFIX })
    await expectOk(api.isReplaced())
    await expectOk(api.throttle('embedder', LONG_MS))
    await expectOk(api.isReplaced())
    const client = openClient(server)
    await client.flushall()
    // Nothing can be written.
    await client.config('SET', 'maxmemory', '1')
    expect((await api.isReplaced()).isErr()).toBe(true)
    await client.config('SET', 'maxmemory', '0')
    expect(await expectOk(api.isReplaced())).toBe(true)
    expect(await client.exists(`${PREFIX}:paused:embedder`)).toBe(1)
  })
})
