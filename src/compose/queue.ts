import { okAsync } from 'neverthrow'
import { createMemoryQueue } from '../adapters/memory/queue.ts'
import type { Config } from '../config.ts'
import type { Clock } from '../ports/clock.ts'
import type { Logger } from '../ports/logger.ts'
import type { PortResult } from '../ports/port-error.ts'
import type { Queue } from '../ports/queue.ts'
import type { Closers } from './closers.ts'
import type { AdapterChoice } from './engines.ts'
import { loadAdapter } from './load-adapter.ts'

/** A queue, and how it says that it may have lost what it held. */
export interface SharedQueue extends Queue {
  /** Called whenever the queue can be used again after it could not. Answers how to stop listening. */
  onReady(listener: () => void): () => void
  /** True once after the queue was emptied or replaced behind our backs; pauses of providers are in force again then. */
  isReplaced(): PortResult<boolean>
}

export interface QueueContext {
  readonly config: Config
  readonly logger: Logger
  readonly closers: Closers
  readonly clock: Clock
}

/** The queue that all processes share where there is one, else one in this process. */
export async function openQueue(
  { config, logger, closers, clock }: QueueContext,
  given?: Queue,
): Promise<{ readonly queue: SharedQueue; readonly choice: AdapterChoice }> {
  if (given !== undefined) {
    return { queue: asShared(given), choice: choose(given, 'given by the host program') }
  }
  if (config.REDIS_URL === undefined) {
    const queue = asShared(createMemoryQueue({ clock }))
    return { queue, choice: choose(queue, 'one process; rebuilt from the database') }
  }
  const { REDIS_URL: url, REDIS_CLUSTER: cluster, JOBS_PREFIX: prefix } = config
  const { createRedisQueue } = await loadAdapter(
    'ioredis',
    'REDIS_URL',
    () => import('../adapters/redis/queue.ts'),
  )
  const queue = await createRedisQueue({ url, cluster, prefix, logger })
  closers.add(() => queue.close())
  return { queue, choice: choose(queue, cluster ? 'REDIS_URL is a node of a Cluster' : 'REDIS_URL is set') }
}

const choose = ({ name }: Queue, reason: string): AdapterChoice => ({ port: 'queue', adapter: name, reason })

/** A queue in this process is lost only with the process. */
const asShared = (queue: Queue): SharedQueue => ({
  onReady: () => () => {},
  isReplaced: () => okAsync(false),
  ...queue,
})
