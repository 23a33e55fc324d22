import { afterEach, describe, expect, test } from 'bun:test'
import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import {
  createRedisQueue,
  type RedisQueue,
  type RedisQueueOptions,
} from '../../../src/adapters/redis/queue.ts'
import { silentLogger } from '../../../src/adapters/system/logger.ts'
import type { JobReference } from '../../../src/domain/job/job.ts'
import type { QueueLease } from '../../../src/ports/queue.ts'
import { expectOk } from '../../support/expect-ok.ts'
import { type RedisServer, sharedRedisServer, startRedisServer } from '../../support/redis-server.ts'
import { waitUntil } from '../../support/wait-until.ts'

const LONG_MS = 600_000
const TIMEOUT_MS = 20_000

const closers: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function open(server: RedisServer, options: Partial<RedisQueueOptions> = {}): Promise<RedisQueue> {
  const queue = await createRedisQueue({
    url: server.url,
    prefix: randomUUID(),
    logger: silentLogger,
    ...options,
  })
  closers.push(() => queue.close())
  return queue
}

function look({ url }: RedisServer): Redis {
  const client = new Redis(url)
  closers.push(() => client.disconnect())
  return client
}

async function ownServer(): Promise<RedisServer> {
  const server = await startRedisServer()
  closers.push(() => server.remove())
  return server
}

const due = (id: string = randomUUID()): JobReference => ({
  id,
  type: 'embed',
  priority: 3,
  runAt: new Date(Date.now() - 1_000),
})
const take = (queue: RedisQueue, count = 1, waitMs = 0) =>
  queue.lease('embed', count, { waitMs, leaseMs: LONG_MS })
const idsOf = (leases: readonly QueueLease[]) => leases.map((lease) => lease.jobId)

describe('several clients of one Redis', () => {
  test('racing leases never share an id, and none is left out', async () => {
    const server = await sharedRedisServer()
    const prefix = randomUUID()
    const queues = await Promise.all([open(server, { prefix }), open(server, { prefix })])
    const jobs = Array.from({ length: 2_000 }, () => due())
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
    const queues = await Promise.all(Array.from({ length: 4 }, () => open(server, { prefix })))
    const waiting = queues.flatMap((queue) => [take(queue, 1, LONG_MS), take(queue, 1, LONG_MS)])
    const producer = await open(server, { prefix })
    const jobs = waiting.map(() => due())
    await expectOk(producer.enqueue(jobs))
    const leases = await Promise.all(waiting.map((lease) => expectOk(lease)))
    expect(leases.flatMap(idsOf).toSorted()).toEqual(jobs.map((job) => job.id).toSorted())
  })

  test('a paused type hands out nothing in any process, and no one spins meanwhile', async () => {
    const server = await sharedRedisServer()
    const prefix = randomUUID()
    const [one, other] = await Promise.all([open(server, { prefix }), open(server, { prefix })])
    await expectOk(one.setPaused('embed', true))
    const waiting = take(other, 1, LONG_MS)
    const job = due()
    await expectOk(one.enqueue([job]))
    expect(await expectOk(take(other))).toEqual([])
    expect((await expectOk(other.counts())).embed).toMatchObject({ ready: 1, paused: true })
    const client = look(server)
    const calls = async () =>
      Number(/cmdstat_hexists:calls=(\d+)/.exec(await client.info('commandstats'))?.[1])
    const before = await calls()
    expect(await expectOk(take(other, 1, 300))).toEqual([])
    expect((await calls()) - before).toBeLessThan(10)
    await expectOk(one.setPaused('embed', false))
    expect(idsOf(await expectOk(waiting))).toEqual([job.id])
  })

  test('a lease of another process has no power after this one got the id', async () => {
    const server = await sharedRedisServer()
    const prefix = randomUUID()
    const [one, other] = await Promise.all([open(server, { prefix }), open(server, { prefix })])
    const job = due()
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

describe('what Redis keeps', () => {
  test('nothing of ten thousand jobs that are done', async () => {
    const server = await ownServer()
    const queue = await open(server, { prefix: 'audiobook' })
    const jobs = Array.from({ length: 10_000 }, (_, index) => ({ ...due(), priority: index % 10 }))
    await expectOk(queue.enqueue(jobs))
    for (let done = 0; done < jobs.length; ) {
      const leases = await expectOk(take(queue, 1_000))
      await expectOk(queue.ack(leases))
      done += leases.length
    }
    expect(await expectOk(take(queue, 1, 50))).toEqual([])
    expect(await look(server).keys('*')).toEqual([])
  })

  test('sorted sets of ids under the documented names', async () => {
    const server = await sharedRedisServer()
    const prefix = randomUUID()
    const queue = await open(server, { prefix })
    const [leased, ready, later] = [due(), due(), { ...due(), runAt: new Date(Date.now() + LONG_MS) }]
    await expectOk(queue.enqueue([leased]))
    await expectOk(take(queue))
    await expectOk(queue.enqueue([ready, later]))
    const client = look(server)
    const members = (set: string) => client.zrange(`${prefix}:${set}:embed`, '0', '-1')
    expect(await members('queue')).toEqual([ready.id])
    expect(await members('delayed')).toEqual([later.id])
    expect(await members('processing')).toEqual([leased.id])
    const [, score] = await client.zrange(`${prefix}:delayed:embed`, '0', '-1', 'WITHSCORES')
    expect(Math.floor(Number(score))).toBe(later.runAt.getTime())
  })

  test('dead letters by the time of their failure', async () => {
    const server = await sharedRedisServer()
    const prefix = randomUUID()
    const queue = await open(server, { prefix })
    const first = { id: randomUUID(), type: 'tag' as const, failedAt: new Date(1_000) }
    const second = { id: randomUUID(), type: 'tag' as const, failedAt: new Date(2_000) }
    await expectOk(queue.recordFailed([second, first]))
    const client = look(server)
    expect(await client.zrange(`${prefix}:failed:tag`, '0', '-1')).toEqual([first.id, second.id])
    await expectOk(queue.forgetFailed([first]))
    expect(await client.zrange(`${prefix}:failed:tag`, '0', '-1')).toEqual([second.id])
  })

  test.each(['queue', 'delayed', 'processing', 'leases', 'wake', 'paused'])(
    'a lost key (%s) costs no more than a repeated enqueue can mend',
    async (lost) => {
      const server = await sharedRedisServer()
      const prefix = randomUUID()
      const queue = await open(server, { prefix })
      const client = look(server)
      const jobs = Array.from({ length: 10 }, (_, index) => ({
        ...due(),
        runAt: new Date(Date.now() + (index < 5 ? -1_000 : 50)),
      }))
      await expectOk(queue.enqueue(jobs))
      await expectOk(queue.lease('embed', 3, { waitMs: 0, leaseMs: 50 }))
      await client.del(lost === 'paused' ? `${prefix}:paused` : `${prefix}:${lost}:embed`)
      await expectOk(queue.enqueue(jobs))
      const seen = new Set<string>()
      await waitUntil(
        async () => {
          const leases = await expectOk(take(queue, 10, 50))
          await expectOk(queue.ack(leases))
          for (const id of idsOf(leases)) seen.add(id)
          return seen.size
        },
        (size) => size === jobs.length,
      )
      expect((await expectOk(queue.counts())).embed).toMatchObject({ ready: 0, delayed: 0, leased: 0 })
      expect(await client.exists(`${prefix}:leases:embed`)).toBe(0)
    },
  )
})

describe('when Redis forgets', () => {
  test('goes on after FLUSHALL, and says so once', async () => {
    const server = await ownServer()
    const queue = await open(server)
    expect(await expectOk(queue.isReplaced())).toBe(true)
    expect(await expectOk(queue.isReplaced())).toBe(false)
    await expectOk(queue.enqueue([due()]))
    const old = await expectOk(take(queue))
    await look(server).flushall()
    expect(await expectOk(queue.isReplaced())).toBe(true)
    expect(await expectOk(queue.isReplaced())).toBe(false)
    expect(await expectOk(queue.renew(old, LONG_MS))).toEqual(idsOf(old))
    const waiting = take(queue, 1, LONG_MS)
    const job = due()
    await expectOk(queue.enqueue([job]))
    expect(idsOf(await expectOk(waiting))).toEqual([job.id])
  })

  test('another process notices a flush too', async () => {
    const server = await ownServer()
    const [one, other] = await Promise.all([open(server, { prefix: 'a' }), open(server, { prefix: 'a' })])
    await expectOk(one.isReplaced())
    expect(await expectOk(other.isReplaced())).toBe(false)
    await look(server).flushall()
    expect(await expectOk(one.isReplaced())).toBe(true)
    expect(await expectOk(other.isReplaced())).toBe(true)
    expect(await expectOk(other.isReplaced())).toBe(false)
  })

  test('sends its scripts again after SCRIPT FLUSH', async () => {
    const server = await ownServer()
    const queue = await open(server)
    const job = due()
    for (let round = 0; round < 3; round += 1) {
      await expectOk(queue.enqueue([job]))
      const leases = await expectOk(take(queue))
      expect(idsOf(leases)).toEqual([job.id])
      expect(await expectOk(queue.renew(leases, LONG_MS))).toEqual([])
      await look(server).script('FLUSH')
      await expectOk(queue.ack(leases))
    }
  })
})

describe('when Redis is away', () => {
  test(
    'fails at once as transient, and whoever asks again is served after its return',
    async () => {
      const server = await ownServer()
      const queue = await open(server)
      let timesReady = 0
      queue.onReady(() => {
        timesReady += 1
      })
      expect(timesReady).toBe(1)
      const waiting = take(queue, 1, LONG_MS)
      await server.kill()
      const error = (await queue.enqueue([due()]))._unsafeUnwrapErr()
      expect(error).toMatchObject({ kind: 'transient', code: 'redis_unavailable' })
      expect((await waiting)._unsafeUnwrapErr().kind).toBe('transient')
      await server.start()
      await waitUntil(
        async () => timesReady,
        (times) => times === 2,
      )
      const job = due()
      await expectOk(queue.enqueue([job]))
      const leases = await waitUntil(
        async () => (await take(queue, 1, 1_000)).unwrapOr([]),
        (taken) => taken.length > 0,
      )
      expect(idsOf(leases)).toEqual([job.id])
      const next = take(queue, 1, LONG_MS)
      const later = due()
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
      const queue = await open(server)
      expect((await queue.counts())._unsafeUnwrapErr().kind).toBe('transient')
      const ready = new Promise<void>((resolve) => queue.onReady(resolve))
      await server.start()
      await ready
      await expectOk(queue.enqueue([due()]))
    },
    TIMEOUT_MS,
  )

  test(
    'notices a server that is silent with its sockets open',
    async () => {
      const server = await ownServer()
      const queue = await open(server, { producerTimeoutMs: 200, consumerTimeoutMs: 400 })
      await expectOk(queue.enqueue([due()]))
      await expectOk(queue.ack(await expectOk(take(queue))))
      const [waiting, late] = [take(queue, 1, LONG_MS), due()]
      await waitUntil(
        () => look(server).client('LIST') as Promise<string>,
        (list) => list.includes('cmd=blpop'),
      )
      server.signal('SIGSTOP')
      expect((await queue.enqueue([due()]))._unsafeUnwrapErr().code).toBe('redis_timeout')
      expect((await take(queue))._unsafeUnwrapErr().code).toBe('redis_timeout')
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
    const server = await sharedRedisServer()
    const queue = await open(server)
    const waiting = take(queue, 1, LONG_MS)
    await queue.close()
    const result = await waiting
    expect(result.isErr() || result.value.length === 0).toBe(true)
  })
})

describe('what the server must be', () => {
  test('says when jobs may be evicted', async () => {
    const server = await startRedisServer({ evictionPolicy: 'allkeys-lru' })
    closers.push(() => server.remove())
    const warnings: string[] = []
    const logger = { ...silentLogger, warn: (message: string) => void warnings.push(message) }
    await open(server, { logger })
    await waitUntil(
      async () => warnings.length,
      (count) => count > 0,
    )
    expect(warnings[0]).toContain('noeviction')
  })

  test(
    'every script keeps to one slot of a Cluster',
    async () => {
      const server = await startRedisServer({ isCluster: true })
      closers.push(() => server.remove())
      const slots = Array.from({ length: 16_384 }, (_, slot) => slot)
      await look(server).cluster('ADDSLOTS', ...slots)
      await waitUntil(
        () => look(server).cluster('INFO') as Promise<string>,
        (info) => info.includes('cluster_state:ok'),
      )
      const queue = await open(server, { prefix: '{audiobook}', cluster: true })
      const waiting = take(queue, 1, LONG_MS)
      const job = due()
      await expectOk(queue.enqueue([job]))
      const leases = await expectOk(waiting)
      expect(idsOf(leases)).toEqual([job.id])
      expect(await expectOk(queue.renew(leases, LONG_MS))).toEqual([])
      await expectOk(queue.release(leases, 0))
      await expectOk(queue.setPaused('embed', true))
      expect((await expectOk(queue.counts())).embed).toEqual({
        ready: 1,
        delayed: 0,
        leased: 0,
        paused: true,
      })
      await expectOk(queue.drop([job]))
      expect(await expectOk(queue.isReplaced())).toBe(true)
    },
    TIMEOUT_MS,
  )

  test('refuses a Cluster prefix without braces', async () => {
    const server = await sharedRedisServer()
    const options = { url: server.url, prefix: 'audiobook', cluster: true, logger: silentLogger }
    expect(createRedisQueue(options)).rejects.toThrow('braces')
  })
})
