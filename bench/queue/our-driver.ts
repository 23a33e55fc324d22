import { setImmediate as nextTick } from 'node:timers/promises'
import type { ResultAsync } from 'neverthrow'
import { createRedisQueue } from '../../src/adapters/redis/queue.ts'
import { silentLogger } from '../../src/adapters/system/logger.ts'
import type { PortError } from '../../src/ports/port-error.ts'
import type { Queue, QueueLease } from '../../src/ports/queue.ts'
import type { Consumer, Driver } from './driver.ts'

const LEASE_MS = 30_000
const WAIT_MS = 5_000
const TYPE = 'embed'

const unwrap = async <T>(result: ResultAsync<T, PortError>): Promise<T> => {
  const settled = await result
  if (settled.isErr()) throw new Error(settled.error.message, { cause: settled.error })
  return settled.value
}

const job = (id: string) => ({ id, type: TYPE, ownerId: 'bench', priority: 0, runAt: new Date() }) as const

export async function createOurDriver(url: string): Promise<Driver> {
  // What is measured is throughput; a loaded machine is no reason to fail.
  const timeouts = { producerTimeoutMs: 10_000, consumerTimeoutMs: 10_000 }
  const queue = await createRedisQueue({ url, prefix: 'audiobook', logger: silentLogger, ...timeouts })
  return {
    add: (id) => unwrap(queue.enqueue([job(id)])),
    addAll: (ids) => unwrap(queue.enqueue(ids.map(job))),
    consume: (concurrency, onStart, onDone) => consume(queue, concurrency, onStart, onDone),
    remaining: async () => {
      const { ready, delayed, leased } = (await unwrap(queue.counts()))[TYPE]
      return ready + delayed + leased
    },
    close: () => queue.close(),
  }
}

function consume(
  queue: Queue,
  concurrency: number,
  onStart: (id: string) => void,
  onDone: () => void,
): Consumer {
  const stopping = new AbortController()
  const running = new Set<Promise<void>>()

  const run = async (lease: QueueLease) => {
    await onStart(lease.jobId)
    // Not awaited: the slot is free, and the next lease takes the ack along.
    void unwrap(queue.ack([lease])).then(onDone)
  }

  const loop = async () => {
    while (!stopping.signal.aborted) {
      if (running.size >= concurrency) {
        await Promise.race(running)
        // Others end in the same moment.
        if (concurrency > 1) await nextTick()
        continue
      }
      const options = { waitMs: WAIT_MS, leaseMs: LEASE_MS, signal: stopping.signal }
      for (const lease of await unwrap(queue.lease(TYPE, concurrency - running.size, options))) {
        const done: Promise<void> = run(lease).finally(() => running.delete(done))
        running.add(done)
      }
    }
  }

  const looping = loop()
  return {
    stop: async () => {
      stopping.abort()
      await looping
    },
  }
}
