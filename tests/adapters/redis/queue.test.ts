import { beforeAll } from 'bun:test'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { createRedisQueue } from '../../../src/adapters/redis/queue.ts'
import { silentLogger } from '../../../src/adapters/system/logger.ts'
import type { QueueUnderTest } from '../../../src/testing/contracts/queue/support.ts'
import { queueContract } from '../../../src/testing/contracts/queue.contract.ts'
import { CLUSTER_START_TIMEOUT_MS, sharedRedisCluster } from '../../support/redis-cluster.ts'
import { sharedRedisServer } from '../../support/redis-server.ts'

beforeAll(async () => {
  await sharedRedisCluster()
}, CLUSTER_START_TIMEOUT_MS)

/** A timer may fire a little before the clock of the server shows its time. */
const TIMER_JITTER_MS = 20

async function underTest(url: string, cluster: boolean): Promise<QueueUnderTest> {
  // Another slot, and so perhaps another node, for each queue.
  const prefix = `{${randomUUID()}}`
  const queue = await createRedisQueue({ url, cluster, prefix, logger: silentLogger })
  const client = new Redis(url)
  return {
    queue,
    now: async () => {
      const [seconds, microseconds] = await client.time()
      return new Date(Number(seconds) * 1_000 + Math.floor(Number(microseconds) / 1_000))
    },
    advance: (durationMs) => sleep(durationMs + TIMER_JITTER_MS).then(() => {}),
    close: async () => {
      await queue.close()
      client.disconnect()
    },
  }
}

queueContract({
  name: 'redis',
  create: async () => underTest((await sharedRedisServer()).url, false),
  capabilities: { manualTime: false, simulatedJobs: 2_000 },
})

queueContract({
  name: 'redis, cluster of three nodes',
  create: async () => {
    const [node] = await sharedRedisCluster()
    return underTest(node?.url ?? '', true)
  },
  // Each opens connections to all nodes.
  capabilities: { manualTime: false, simulatedJobs: 500, randomRuns: 20 },
})
