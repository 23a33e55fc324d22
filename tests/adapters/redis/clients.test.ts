import { afterEach, describe, expect, test } from 'bun:test'
import { randomUUID } from 'node:crypto'
import type { RedisQueue } from '../../../src/adapters/redis/queue.ts'
import { expectOk } from '../../../src/testing/expect/expect-ok.ts'
import { sharedRedisServer } from '../../support/redis-server.ts'
import {
  closeAll,
  dueJob,
  idsOf,
  LONG_MS,
  openPair,
  openQueue,
  TIMEOUT_MS,
  take,
} from './redis-under-test.ts'

afterEach(closeAll)

describe('several clients of one Redis', () => {
  test('racing leases never share an id, and none is left out', async () => {
    const server = await sharedRedisServer()
    const prefix = randomUUID()
    const queues = await Promise.all([openQueue(server, { prefix }), openQueue(server, { prefix })])
    const jobs = Array.from({ length: 2_000 }, () => dueJob())
    await expectOk(queues[0].enqueue(jobs))
    const taken: string[] = []
    const drain = async (queue: RedisQueue) => {
      for (let leases = await expectOk(take(queue, 7)); leases.length > 0; ) {
        taken.push(...idsOf(leases))
        ;[leases] = await Promise.all([expectOk(take(queue, 7)), expectOk(queue.ack(leases))])
      }
    }
    await Promise.all(queues.flatMap((queue) => [drain(queue), drain(queue), drain(queue)]))
    expect(taken.toSorted()).toEqual(jobs.map((job) => job.id).toSorted())
    expect((await expectOk(queues[1].counts())).embed).toEqual({
      ready: 0,
      delayed: 0,
      leased: 0,
      paused: false,
    })
  })

  test('each of many who wait gets one of as many ids', async () => {
    const server = await sharedRedisServer()
    const prefix = randomUUID()
    const queues = await Promise.all(Array.from({ length: 4 }, () => openQueue(server, { prefix })))
    const waiting = queues.flatMap((queue) => [take(queue, 1, LONG_MS), take(queue, 1, LONG_MS)])
    const producer = await openQueue(server, { prefix })
    const jobs = waiting.map(() => dueJob())
    await expectOk(producer.enqueue(jobs))
    const leases = await Promise.all(waiting.map((lease) => expectOk(lease)))
    expect(leases.flatMap(idsOf).toSorted()).toEqual(jobs.map((job) => job.id).toSorted())
  })

  test('a paused type hands out nothing in any process, and no one spins meanwhile', async () => {
    const { one, other, client } = await openPair()
    await expectOk(one.setPaused('embed', true))
    const waiting = take(other, 1, LONG_MS)
    const job = dueJob()
    await expectOk(one.enqueue([job]))
    expect(await expectOk(take(other))).toEqual([])
    expect((await expectOk(other.counts())).embed).toMatchObject({ ready: 1, paused: true })
    const calls = async () =>
      Number(/cmdstat_hexists:calls=(\d+)/.exec(await client.info('commandstats'))?.[1])
    const before = await calls()
    expect(await expectOk(take(other, 1, 300))).toEqual([])
    expect((await calls()) - before).toBeLessThan(10)
    await expectOk(one.setPaused('embed', false))
    expect(idsOf(await expectOk(waiting))).toEqual([job.id])
  })

  test('a lease of another process has no power after this one got the id', async () => {
    const { one, other } = await openPair()
    const job = dueJob()
    await expectOk(one.enqueue([job]))
    const old = await expectOk(one.lease('embed', 1, { waitMs: 0, leaseMs: 20 }))
    const current = await expectOk(take(other, 1, TIMEOUT_MS))
    expect(idsOf(current)).toEqual([job.id])
    await expectOk(one.ack(old))
    await expectOk(one.release(old, 0))
    expect(await expectOk(one.renew(old, LONG_MS))).toEqual([job.id])
    expect((await expectOk(one.counts())).embed).toMatchObject({ ready: 0, leased: 1 })
  })
})
