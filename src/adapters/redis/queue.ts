import type { JobType } from '../../domain/job/job.ts'
import type { Logger } from '../../ports/logger.ts'
import type { PortResult } from '../../ports/port-error.ts'
import type { Queue } from '../../ports/queue.ts'
import { untilReady, watchAvailability } from './availability.ts'
import { type ConnectionSettings, openConnection } from './connections.ts'
import { createFailedMirror } from './failed-mirror.ts'
import { typeKeys } from './keys.ts'
import { createLane, type Lane } from './lane.ts'
import { POLL_INTERVAL_MS } from './limits.ts'
import { createLossWatch } from './loss-watch.ts'
import { queueOfLanes } from './queue-of-lanes.ts'
import { redisResult } from './redis-errors.ts'
import { bindScripts } from './scripts/bind-scripts.ts'
import { createThrottle } from './throttle.ts'
import { createTokens } from './tokens.ts'
import { createWakeUps, type WakeUps } from './wake-ups.ts'

export interface RedisQueueOptions {
  /** redis:// or rediss:// */
  readonly url: string
  /** Of all keys; `{audiobook}` keeps them in one slot of a Cluster. */
  readonly prefix: string
  readonly logger: Logger
  /** The URL is one node of a Cluster; the prefix then needs braces. */
  readonly cluster?: boolean
  /** For all but leases and what is said of them. */
  readonly producerTimeoutMs?: number
  /** For everything else. */
  readonly consumerTimeoutMs?: number
}

export interface RedisQueue extends Queue {
  /** Called whenever Redis can be used, also again after it could not. Answers how to stop listening. */
  onReady(listener: () => void): () => void
  /**
   * True once after the server was flushed or replaced, also when it was empty at the first question. Pauses of
   * providers that were seen when it was last asked are in force again then.
   */
  isReplaced(): PortResult<boolean>
  /** Ends waits and connections; leases stay until they end. */
  close(): Promise<void>
}

/** What Redis picks the slot by: what stands between the first `{` and the next `}`, unless that is nothing. */
const HASH_TAG = /^[^{]*\{[^}]+\}/
const PRODUCER_TIMEOUT_MS = 500
const CONSUMER_TIMEOUT_MS = 5_000

/**
 * The queue of several processes. Answers when Redis is ready, or soon also when it is not: then every call fails as
 * transient until it is. Each method is one script a type and thousand ids, run by Redis as a whole.
 */
export async function createRedisQueue(options: RedisQueueOptions): Promise<RedisQueue> {
  const { prefix, logger } = options
  const settings: ConnectionSettings = {
    url: options.url,
    cluster: options.cluster ?? false,
    producerTimeoutMs: options.producerTimeoutMs ?? PRODUCER_TIMEOUT_MS,
    consumerTimeoutMs: options.consumerTimeoutMs ?? CONSUMER_TIMEOUT_MS,
    blockMs: POLL_INTERVAL_MS,
  }
  if (settings.cluster && !HASH_TAG.test(prefix)) {
    throw new Error(`on a Redis Cluster the prefix of all keys needs braces, as in {${prefix}}`)
  }
  const producer = openConnection(settings, 'producer')
  const consumer = openConnection(settings, 'consumer')
  const listeners = new Set<() => void>()
  watchAvailability(producer, logger, () => {
    for (const listener of listeners) listener()
  })
  consumer.on('error', () => {})

  const scripts = { producer: bindScripts(producer), consumer: bindScripts(consumer) }
  const nextToken = createTokens()
  const wakeUps: WakeUps[] = []
  const laneOf = (type: JobType): Lane => {
    const keys = typeKeys(prefix, type)
    const wakes = createWakeUps({
      key: keys.wake,
      open: () => openConnection(settings, 'waiter').on('error', () => {}),
      blockMs: settings.blockMs,
      giveBack: () => scripts.consumer.mark(keys.all, []),
    })
    wakeUps.push(wakes)
    return createLane({ type, prefix, ...scripts, wakeUps: wakes, nextToken })
  }
  const lanes: Readonly<Record<JobType, Lane>> = {
    transcribe: laneOf('transcribe'),
    summarize: laneOf('summarize'),
    tag: laneOf('tag'),
    embed: laneOf('embed'),
  }
  const throttle = createThrottle(scripts.producer, prefix)
  const isReplaced = createLossWatch({
    client: producer,
    prefix,
    nextValue: nextToken,
    throttleAgain: throttle,
  })
  await untilReady(producer)

  return {
    ...queueOfLanes(lanes, createFailedMirror(producer, prefix), throttle),
    onReady: (listener) => {
      listeners.add(listener)
      if (producer.status === 'ready') listener()
      return () => void listeners.delete(listener)
    },
    isReplaced: () => redisResult(isReplaced),
    close: async () => {
      for (const wakes of wakeUps) wakes.close()
      producer.disconnect()
      consumer.disconnect()
    },
  }
}
