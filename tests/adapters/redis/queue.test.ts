import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { createRedisQueue } from '../../../src/adapters/redis/queue.ts'
import { silentLogger } from '../../../src/adapters/system/logger.ts'
import { queueContract } from '../../contracts/queue.contract.ts'
import { sharedRedisServer } from '../../support/redis-server.ts'

/** A timer may fire a little before the clock of the server shows its time. */
const TIMER_JITTER_MS = 20

queueContract({
  name: 'redis',
  create: async () => {
    const { url } = await sharedRedisServer()
    const queue = await createRedisQueue({ url, prefix: randomUUID(), logger: silentLogger })
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
  },
  capabilities: { manualTime: false },
})
