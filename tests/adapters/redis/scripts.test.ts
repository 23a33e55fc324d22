import { afterEach, describe, expect, test } from 'bun:test'
import type { RedisQueue } from '../../../src/adapters/redis/queue.ts'
import type { QueueLease } from '../../../src/ports/queue.ts'
import { expectOk } from '../../../src/testing/expect/expect-ok.ts'
import { waitUntil } from '../../support/wait-until.ts'
import {
  closeAll,
  dueJob,
  idsOf,
  LONG_MS,
  openAlone,
  openShared,
  scriptCalls,
  take,
} from './redis-under-test.ts'

afterEach(closeAll)

describe('round trips', () => {
  test('an ack and the lease that follows share one', async () => {
    const { server, queue } = await openAlone()
    const jobs = [dueJob(), dueJob()]
    await expectOk(queue.enqueue(jobs))
    const first = await expectOk(take(queue))
    const calls = await scriptCalls(server, async () => {
      const [, second] = await Promise.all([expectOk(queue.ack(first)), expectOk(take(queue))])
      expect(idsOf([...first, ...second]).toSorted()).toEqual(jobs.map((job) => job.id).toSorted())
    })
    expect(calls).toBe(1)
    expect((await expectOk(queue.counts())).embed).toMatchObject({ ready: 0, leased: 1 })
  })

  test('a hundred jobs that are added, taken and acked together need three', async () => {
    const { server, queue } = await openAlone()
    const jobs = Array.from({ length: 100 }, dueJob)
    const calls = await scriptCalls(server, async () => {
      await Promise.all(jobs.map((job) => expectOk(queue.enqueue([job]))))
      const leases = await expectOk(take(queue, 100))
      await Promise.all(leases.map((lease) => expectOk(queue.ack([lease]))))
    })
    expect(calls).toBe(3)
    expect((await expectOk(queue.counts())).embed).toEqual({ ready: 0, delayed: 0, leased: 0, paused: false })
  })
})

describe('priority', () => {
  const later: [string, (queue: RedisQueue, leases: readonly QueueLease[]) => Promise<void>][] = [
    ['given back', async (queue, leases) => expectOk(queue.release(leases, 0))],
    ['given back for later', async (queue, leases) => expectOk(queue.release(leases, 20))],
    [
      'renewed and then given up',
      async (queue, leases) => {
        expect(await expectOk(queue.renew(leases, 20))).toEqual([])
      },
    ],
  ]
  test.each(later)('stays with an id that was %s', async (_what, giveBack) => {
    const { queue } = await openShared()
    const urgent = { ...dueJob(), priority: 9 }
    await expectOk(queue.enqueue([urgent]))
    await giveBack(queue, await expectOk(take(queue)))
    await expectOk(queue.enqueue([{ ...dueJob(), priority: 0 }]))
    const ready = () => expectOk(queue.counts()).then((counts) => counts.embed.ready)
    await waitUntil(ready, (count) => count === 2)
    expect(idsOf(await expectOk(take(queue)))).toEqual([urgent.id])
  })
})

describe('the marker that wakes', () => {
  async function openMarked() {
    const { queue, client } = await openAlone({ prefix: 'audiobook' })
    const marker = 'audiobook:wake:embed'
    return { queue, client, marker, isSet: async () => (await client.llen(marker)) === 1 }
  }

  test('is set by what arrives or comes back, once; taken away by who finds nothing', async () => {
    const { queue, isSet } = await openMarked()
    expect(await isSet()).toBe(false)
    await expectOk(queue.enqueue([dueJob()]))
    await expectOk(queue.enqueue([dueJob()]))
    expect(await isSet()).toBe(true)
    const leases = await expectOk(take(queue, 2))
    expect(await expectOk(take(queue, 1, 10))).toEqual([])
    expect(await isSet()).toBe(false)
    await expectOk(queue.release(leases.slice(0, 1), 0))
    // The read that began above may take it; then it is given back.
    await waitUntil(isSet, (found) => found)
    expect(idsOf(await expectOk(take(queue, 2, LONG_MS)))).toEqual(idsOf(leases.slice(0, 1)))
    expect(await expectOk(take(queue, 1, 10))).toEqual([])
    await expectOk(queue.release(leases.slice(1), 1_000))
    await waitUntil(isSet, (found) => found)
  })

  test('is set again by a lease that leaves something behind, or ends before those who wait look again', async () => {
    const { queue, client, marker, isSet } = await openMarked()
    await expectOk(queue.enqueue([dueJob(), dueJob(), dueJob()]))
    await client.del(marker)
    await expectOk(take(queue))
    expect(await isSet()).toBe(true)
    await client.del(marker)
    await expectOk(take(queue, 2))
    expect(await isSet()).toBe(false)
    await expectOk(queue.enqueue([dueJob()]))
    await client.del(marker)
    await expectOk(queue.lease('embed', 2, { waitMs: 0, leaseMs: 1_000 }))
    expect(await isSet()).toBe(true)
  })

  test('is set by what will be due before those who wait look again, not by what is due much later', async () => {
    const { queue, isSet } = await openMarked()
    await expectOk(queue.enqueue([{ ...dueJob(), runAt: new Date(Date.now() + LONG_MS) }]))
    expect(await isSet()).toBe(false)
    await expectOk(queue.enqueue([{ ...dueJob(), runAt: new Date(Date.now() + 2_000) }]))
    expect(await isSet()).toBe(true)
  })

  test('is given back by who got it but has no use for it any more', async () => {
    const { queue, client, isSet } = await openMarked()
    const giveUp = new AbortController()
    const waiting = queue.lease('embed', 1, { waitMs: LONG_MS, leaseMs: LONG_MS, signal: giveUp.signal })
    await waitUntil(
      () => client.info('clients'),
      (info) => info.includes('blocked_clients:1'),
    )
    giveUp.abort()
    expect(await expectOk(waiting)).toEqual([])
    await expectOk(queue.enqueue([dueJob()]))
    expect(await waitUntil(isSet, (found) => found)).toBe(true)
  })
})
