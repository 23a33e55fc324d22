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
import {
  type RedisServer,
  type RedisServerOptions,
  sharedRedisServer,
  startRedisServer,
} from '../../support/redis-server.ts'

/** Longer than any test takes. */
export const LONG_MS = 600_000
/** For tests that wait for timeouts of the adapter. */
export const TIMEOUT_MS = 20_000

const closers: (() => Promise<void> | void)[] = []

export async function closeAll(): Promise<void> {
  for (const close of closers.splice(0).toReversed()) await close()
}

export async function openQueue(
  server: RedisServer,
  options: Partial<RedisQueueOptions> = {},
): Promise<RedisQueue> {
  const queue = await createRedisQueue({
    url: server.url,
    prefix: randomUUID(),
    logger: silentLogger,
    ...options,
  })
  closers.push(() => queue.close())
  return queue
}

/** A client that looks past the queue. */
export function openClient({ url }: RedisServer): Redis {
  const client = new Redis(url).on('error', () => {})
  closers.push(() => client.disconnect())
  return client
}

/** For a test that stops or empties it. */
export async function ownServer(options: RedisServerOptions = {}): Promise<RedisServer> {
  const server = await startRedisServer(options)
  closers.push(() => server.remove())
  return server
}

/** A queue on a server of its own, and a client that looks past it. */
export async function openAlone(
  options: Partial<RedisQueueOptions> = {},
): Promise<{ readonly server: RedisServer; readonly queue: RedisQueue; readonly client: Redis }> {
  const server = await ownServer()
  const queue = await openQueue(server, options)
  return { server, queue, client: openClient(server) }
}

/** Two processes' view of one queue, on the server that tests share. */
export async function openPair() {
  const server = await sharedRedisServer()
  const prefix = randomUUID()
  const [one, other] = await Promise.all([openQueue(server, { prefix }), openQueue(server, { prefix })])
  return { one, other, prefix, client: openClient(server) }
}

/** A queue with a prefix of its own, on the server that tests share. */
export async function openShared() {
  const server = await sharedRedisServer()
  const prefix = randomUUID()
  return { queue: await openQueue(server, { prefix }), prefix, client: openClient(server) }
}

export const dueJob = (): JobReference => ({
  id: randomUUID(),
  type: 'embed',
  ownerId: 'a',
  priority: 3,
  runAt: new Date(Date.now() - 1_000),
})

export const take = (queue: RedisQueue, count = 1, waitMs = 0) =>
  queue.lease('embed', count, { waitMs, leaseMs: LONG_MS })

/** From a server that does not answer now, but may run it later: what it then takes comes back soon. */
export const takeBriefly = (queue: RedisQueue) => queue.lease('embed', 1, { waitMs: 0, leaseMs: 100 })

export const idsOf = (leases: readonly QueueLease[]): string[] => leases.map((lease) => lease.jobId)

/** Script calls of the server while `run` runs. */
export async function scriptCalls(server: RedisServer, run: () => Promise<void>): Promise<number> {
  const client = openClient(server)
  await client.config('RESETSTAT')
  await run()
  const statistics = await client.info('commandstats')
  const calls = [...statistics.matchAll(/^cmdstat_eval(?:sha)?:calls=(\d+)/gm)].map((match) =>
    Number(match[1]),
  )
  return calls.reduce((sum, count) => sum + count, 0)
}
