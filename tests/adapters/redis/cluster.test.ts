import { afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { expectOk } from '../../../src/testing/expect/expect-ok.ts'
import { CLUSTER_START_TIMEOUT_MS, sharedRedisCluster } from '../../support/redis-cluster.ts'
import type { RedisServer } from '../../support/redis-server.ts'
import { waitUntil } from '../../support/wait-until.ts'
import {
  closeAll,
  dueJob,
  idsOf,
  openClient,
  openQueue,
  TIMEOUT_MS,
  take,
  takeBriefly,
} from './redis-under-test.ts'

beforeAll(async () => {
  await sharedRedisCluster()
}, CLUSTER_START_TIMEOUT_MS)
afterEach(closeAll)

/** The node that owns the slot of a prefix, and one that does not. */
async function nodesOf(prefix: string): Promise<readonly [RedisServer, RedisServer]> {
  const nodes = await sharedRedisCluster()
  const [first] = nodes
  if (first === undefined) throw new Error('a cluster without nodes')
  const slot = Number(await openClient(first).cluster('KEYSLOT', `${prefix}:queue:embed`))
  const ranges = await openClient(first).cluster('SLOTS')
  const owner = ranges.find(([from, to]) => from <= slot && slot <= to)?.[2]?.[1]
  const owning = nodes.find(({ port }) => port === owner)
  const other = nodes.find(({ port }) => port !== owner)
  if (owning === undefined || other === undefined) throw new Error('a slot without a node')
  return [owning, other]
}

describe('a Redis Cluster', () => {
  test('is found by any node; all keys are on the one that owns their slot', async () => {
    const prefix = '{books}'
    const [owner, other] = await nodesOf(prefix)
    const queue = await openQueue(other, { prefix, cluster: true })
    const [ready, leased, later] = [
      dueJob(),
      dueJob(),
      { ...dueJob(), runAt: new Date(Date.now() + TIMEOUT_MS) },
    ]
    await expectOk(queue.enqueue([leased]))
    expect(idsOf(await expectOk(take(queue)))).toEqual([leased.id])
    await expectOk(queue.enqueue([ready, later]))
    await expectOk(queue.setPaused('tag', true))
    await expectOk(queue.recordFailed([{ id: ready.id, type: 'embed', failedAt: new Date() }]))
    expect(await expectOk(queue.isReplaced())).toBe(true)
    const ofTurns = of('owners', 'turns')
    const ofType = of('delayed', 'failed', 'leases', 'processing', 'queue', 'wake')
    const keys = ['canary', 'paused', 'line:embed:a', ...ofTurns, ...ofType].toSorted()
    expect((await openClient(owner).keys(`${prefix}*`)).toSorted()).toEqual(
      keys.map((key) => `${prefix}:${key}`).toSorted(),
    )
  })

  test(
    'a silent node makes calls fail as transient, and serves them after its return',
    async () => {
      const prefix = '{silent}'
      const [owner] = await nodesOf(prefix)
      const timeouts = { producerTimeoutMs: 200, consumerTimeoutMs: 400 }
      const queue = await openQueue(owner, { prefix, cluster: true, ...timeouts })
      const job = dueJob()
      await expectOk(queue.enqueue([dueJob()]))
      await expectOk(queue.ack(await expectOk(take(queue))))
      owner.signal('SIGSTOP')
      try {
        expect((await queue.enqueue([dueJob()]))._unsafeUnwrapErr().kind).toBe('transient')
        expect((await takeBriefly(queue))._unsafeUnwrapErr().kind).toBe('transient')
      } finally {
        owner.signal('SIGCONT')
      }
      await waitUntil(
        async () => (await queue.enqueue([job])).isOk(),
        (isOk) => isOk,
      )
      await waitUntil(
        async () => (await take(queue, 10)).map(idsOf).unwrapOr<string[]>([]),
        (ids) => ids.includes(job.id),
      )
    },
    TIMEOUT_MS,
  )
})

const of = (...sets: string[]): string[] => sets.map((set) => `${set}:embed`)
