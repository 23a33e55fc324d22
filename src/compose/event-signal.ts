import { createMemoryEventSignal } from '../adapters/memory/event-signal.ts'
import { createRedisEventSignal } from '../adapters/redis/event-signal.ts'
import type { EventSignal } from '../ports/event-signal.ts'
import type { QueueContext } from './queue.ts'

/** Wake-ups between processes where they share a Redis, else within this one. */
export function openEventSignal({ config, closers }: Pick<QueueContext, 'config' | 'closers'>): EventSignal {
  const { REDIS_URL: url, REDIS_CLUSTER: cluster, JOBS_PREFIX: prefix } = config
  if (url === undefined) return createMemoryEventSignal()
  const signal = createRedisEventSignal({ url, cluster, prefix })
  closers.add(() => signal.close())
  return signal
}
