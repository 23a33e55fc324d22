import { randomBytes } from 'node:crypto'
import type { JobType } from '../../domain/job/job.ts'
import type { Logger } from '../../ports/logger.ts'
import type { PortResult } from '../../ports/port-error.ts'
import type { Queue } from '../../ports/queue.ts'
import { createCanary } from './canary.ts'
import { type ConnectionSettings, openConnection, type RedisClient } from './connections.ts'
import { createFailedMirror, type FailedJob } from './failed-mirror.ts'
import { canaryKey, typeKeys } from './keys.ts'
import { createLane, type Lane } from './lane.ts'
import { POLL_INTERVAL_MS } from './limits.ts'
import { redisResult } from './redis-errors.ts'
import { bindScripts } from './scripts/bind-scripts.ts'
import { checkServer } from './server-check.ts'
import { createWakeUps, type WakeUps } from './wake-ups.ts'

export interface RedisQueueOptions {
  /** redis:// or rediss:// */
  readonly url: string
  /** Of all keys; `{audiobook}` keeps them in one slot of a Cluster. */
  readonly prefix: string
  readonly logger: Logger
  /** The URL is one node of a Cluster; the prefix then needs braces. */
  readonly cluster?: boolean
  /** For `enqueue`, `drop`, `counts` and `setPaused`. */
  readonly producerTimeoutMs?: number
  /** For everything else. */
  readonly consumerTimeoutMs?: number
}

export interface RedisQueue extends Queue {
  /** Called whenever Redis can be used, also again after it could not. Answers how to stop listening. */
  onReady(listener: () => void): () => void
  /** True once after the server was flushed or replaced, also when it was empty at the first question. */
  isReplaced(): PortResult<boolean>
  /** Shows dead letters in `<prefix>:failed:<type>`. Idempotent. */
  recordFailed(jobs: readonly FailedJob[]): PortResult<void>
  forgetFailed(jobs: readonly Pick<FailedJob, 'id' | 'type'>[]): PortResult<void>
  /** Ends waits and connections; leases stay until they end. */
  close(): Promise<void>
}

const PRODUCER_TIMEOUT_MS = 500
const CONSUMER_TIMEOUT_MS = 5_000
const START_TIMEOUT_MS = 2_000
const TOKEN_BYTES = 9

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
  if (settings.cluster && !/\{.+\}/.test(prefix)) {
    throw new Error(`on a Redis Cluster the prefix of all keys needs braces, as in {${prefix}}`)
  }
  const producer = openConnection(settings, 'producer')
  const consumer = openConnection(settings, 'consumer')
  const listeners = new Set<() => void>()
  watchProducer(producer, logger, () => {
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
  const isReplaced = createCanary(producer, canaryKey(prefix), nextToken)
  const failed = createFailedMirror(producer, prefix)
  await untilReady(producer)

  return {
    ...queueOf(lanes),
    onReady: (listener) => {
      listeners.add(listener)
      if (producer.status === 'ready') listener()
      return () => void listeners.delete(listener)
    },
    isReplaced: () => redisResult(isReplaced),
    recordFailed: (jobs) => redisResult(() => failed.record(jobs)),
    forgetFailed: (jobs) => redisResult(() => failed.forget(jobs)),
    close: async () => {
      for (const wakes of wakeUps) wakes.close()
      producer.disconnect()
      consumer.disconnect()
    },
  }
}

function queueOf(lanes: Readonly<Record<JobType, Lane>>): Queue {
  /** One call a type, side by side: a type whose call failed is told again without harm. */
  const eachType = async <T extends { readonly type: JobType }>(
    items: readonly T[],
    run: (lane: Lane, items: readonly T[]) => Promise<void>,
  ): Promise<void> => {
    const [first] = items
    if (first === undefined) return
    // Nearly always there is one type.
    if (items.every((item) => item.type === first.type)) return run(lanes[first.type], items)
    const groups = Map.groupBy(items, (item) => item.type)
    await Promise.all([...groups].map(([type, group]) => run(lanes[type], group)))
  }

  return {
    name: 'redis',
    enqueue: (jobs) => redisResult(() => eachType(jobs, (lane, group) => lane.enqueue(group))),
    lease: (type, count, options) => redisResult(() => lanes[type].lease(count, options)),
    renew: (leases, leaseMs) =>
      redisResult(async () => {
        const lost: string[] = []
        await eachType(leases, async (lane, group) => {
          lost.push(...(await lane.renew(group, leaseMs)))
        })
        return lost
      }),
    ack: (leases) => redisResult(() => eachType(leases, (lane, group) => lane.ack(group))),
    release: (leases, delayMs) =>
      redisResult(() => eachType(leases, (lane, group) => lane.release(group, delayMs))),
    drop: (jobs) => redisResult(() => eachType(jobs, (lane, group) => lane.drop(group.map((job) => job.id)))),
    counts: () =>
      redisResult(async () => {
        const [transcribe, summarize, tag, embed] = await Promise.all([
          lanes.transcribe.counts(),
          lanes.summarize.counts(),
          lanes.tag.counts(),
          lanes.embed.counts(),
        ])
        return { transcribe, summarize, tag, embed }
      }),
    setPaused: (type, paused) => redisResult(() => lanes[type].setPaused(paused)),
  }
}

/** No two alike, in this process or any other. */
function createTokens(): () => string {
  const process = randomBytes(TOKEN_BYTES).toString('base64url')
  let number = 0
  return () => {
    number += 1
    return `${process}.${number.toString(36)}`
  }
}

/** Says once when Redis is lost and when it is back. */
function watchProducer(producer: RedisClient, logger: Logger, onReady: () => void): void {
  let isLost = false
  producer.on('error', (error: Error) => {
    if (!isLost) logger.warn('Redis is not available', { message: error.message })
    isLost = true
  })
  producer.on('close', () => {
    if (!isLost) logger.debug('connection to Redis closed')
  })
  producer.on('ready', () => {
    if (isLost) logger.info('Redis is available again')
    isLost = false
    checkServer(producer, logger).catch((error: unknown) =>
      logger.warn('Redis could not be checked', { message: String(error) }),
    )
    onReady()
  })
}

async function untilReady(producer: RedisClient): Promise<void> {
  if (producer.status === 'ready') return
  await new Promise<void>((resolve) => {
    const settle = () => {
      clearTimeout(timer)
      producer.off('ready', settle)
      producer.off('error', settle)
      resolve()
    }
    const timer = setTimeout(settle, START_TIMEOUT_MS)
    producer.on('ready', settle)
    producer.on('error', settle)
  })
}
