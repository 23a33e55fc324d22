import { afterEach, describe, expect, test } from 'bun:test'
import { expectOk } from '../../../src/testing/expect/expect-ok.ts'
import { waitUntil } from '../../support/wait-until.ts'
import {
  closeAll,
  dueJob,
  idsOf,
  LONG_MS,
  openAlone,
  openClient,
  openQueue,
  openShared,
  ownServer,
  TIMEOUT_MS,
  take,
  takeBriefly,
} from './redis-under-test.ts'

afterEach(closeAll)

describe('when Redis forgets', () => {
  test('goes on after FLUSHALL, and says so once', async () => {
    const { queue, client } = await openAlone()
    expect(await expectOk(queue.isReplaced())).toBe(true)
    expect(await expectOk(queue.isReplaced())).toBe(false)
    await expectOk(queue.enqueue([dueJob()]))
    const old = await expectOk(take(queue))
    await client.flushall()
    expect(await expectOk(queue.isReplaced())).toBe(true)
    expect(await expectOk(queue.isReplaced())).toBe(false)
    expect(await expectOk(queue.renew(old, LONG_MS))).toEqual(idsOf(old))
    const waiting = take(queue, 1, LONG_MS)
    const job = dueJob()
    await expectOk(queue.enqueue([job]))
    expect(idsOf(await expectOk(waiting))).toEqual([job.id])
  })

  test('another process notices a flush too', async () => {
    const server = await ownServer()
    const [one, other] = await Promise.all([
      openQueue(server, { prefix: 'a' }),
      openQueue(server, { prefix: 'a' }),
    ])
    await expectOk(one.isReplaced())
    expect(await expectOk(other.isReplaced())).toBe(false)
    await openClient(server).flushall()
    expect(await expectOk(one.isReplaced())).toBe(true)
    expect(await expectOk(other.isReplaced())).toBe(true)
    expect(await expectOk(other.isReplaced())).toBe(false)
  })

  test('sends its scripts again after SCRIPT FLUSH', async () => {
    const { queue, client } = await openAlone()
    const job = dueJob()
    for (let round = 0; round < 3; round += 1) {
      await expectOk(queue.enqueue([job]))
      const leases = await expectOk(take(queue))
      expect(idsOf(leases)).toEqual([job.id])
      expect(await expectOk(queue.renew(leases, LONG_MS))).toEqual([])
      await client.script('FLUSH')
      await expectOk(queue.ack(leases))
    }
  })
})

describe('when Redis is away', () => {
  test(
    'fails at once as transient, and whoever asks again is served after its return',
    async () => {
      const { server, queue } = await openAlone()
      let timesReady = 0
      queue.onReady(() => {
        timesReady += 1
      })
      expect(timesReady).toBe(1)
      const waiting = take(queue, 1, LONG_MS)
      await server.kill()
      const error = (await queue.enqueue([dueJob()]))._unsafeUnwrapErr()
      expect(error).toMatchObject({ kind: 'transient', code: 'redis_unavailable' })
      expect((await waiting)._unsafeUnwrapErr().kind).toBe('transient')
      await server.start()
      await waitUntil(
        async () => timesReady,
        (times) => times === 2,
      )
      const job = dueJob()
      await expectOk(queue.enqueue([job]))
      const leases = await waitUntil(
        async () => (await take(queue, 1, 1_000)).unwrapOr([]),
        (taken) => taken.length > 0,
      )
      expect(idsOf(leases)).toEqual([job.id])
      const next = take(queue, 1, LONG_MS)
      const later = dueJob()
      await expectOk(queue.enqueue([later]))
      expect(idsOf(await expectOk(next))).toEqual([later.id])
    },
    TIMEOUT_MS,
  )

  test(
    'starts without Redis, and is ready when that comes',
    async () => {
      const server = await ownServer()
      await server.kill()
      const queue = await openQueue(server)
      expect((await queue.counts())._unsafeUnwrapErr().kind).toBe('transient')
      const ready = new Promise<void>((resolve) => queue.onReady(resolve))
      await server.start()
      await ready
      await expectOk(queue.enqueue([dueJob()]))
    },
    TIMEOUT_MS,
  )

  test(
    'notices a server that is silent with its sockets open',
    async () => {
      const { server, queue, client } = await openAlone({ producerTimeoutMs: 200, consumerTimeoutMs: 400 })
      await expectOk(queue.enqueue([dueJob()]))
      await expectOk(queue.ack(await expectOk(take(queue))))
      const [waiting, late] = [take(queue, 1, LONG_MS), dueJob()]
      await waitUntil(
        () => client.client('LIST') as Promise<string>,
        (list) => list.includes('cmd=blpop'),
      )
      server.signal('SIGSTOP')
      expect((await queue.enqueue([dueJob()]))._unsafeUnwrapErr().code).toBe('redis_timeout')
      expect((await takeBriefly(queue))._unsafeUnwrapErr().code).toBe('redis_timeout')
      expect((await waiting)._unsafeUnwrapErr().kind).toBe('transient')
      server.signal('SIGCONT')
      await waitUntil(
        async () => (await queue.enqueue([late])).isOk(),
        (isOk) => isOk,
      )
      await waitUntil(
        async () => (await take(queue, 10)).map(idsOf).unwrapOr<string[]>([]),
        (ids) => ids.includes(late.id),
      )
    },
    TIMEOUT_MS,
  )

  test('close ends whoever waits', async () => {
    const { queue } = await openShared()
    const waiting = take(queue, 1, LONG_MS)
    await queue.close()
    const result = await waiting
    expect(result.isErr() || result.value.length === 0).toBe(true)
  })
})
