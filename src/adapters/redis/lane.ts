import { setTimeout as sleep } from 'node:timers/promises'
import type { JobReference, JobType } from '../../domain/job/job.ts'
import type { Queue, QueueCounts, QueueLease } from '../../ports/queue.ts'
import { createBatch } from './batch.ts'
import { chunksOf } from './chunks.ts'
import { type TypeKeys, typeKeys } from './keys.ts'
import { MAX_IDS_PER_CALL, POLL_INTERVAL_MS } from './limits.ts'
import type { Scripts } from './scripts/bind-scripts.ts'
import { PRIORITY_LEVELS } from './scripts/prelude.ts'
import type { WakeUps } from './wake-ups.ts'

type LeaseOptions = Parameters<Queue['lease']>[2]

export interface LaneDeps {
  readonly type: JobType
  readonly prefix: string
  /** On the connection with the short timeout. */
  readonly producer: Scripts
  readonly consumer: Scripts
  readonly wakeUps: WakeUps
  readonly nextToken: () => string
}

/** The ids of one job type in Redis. Rejects with the errors of ioredis. */
export interface Lane {
  enqueue(jobs: readonly JobReference[]): Promise<void>
  lease(count: number, options: LeaseOptions): Promise<readonly QueueLease[]>
  renew(leases: readonly QueueLease[], leaseMs: number): Promise<readonly string[]>
  ack(leases: readonly QueueLease[]): Promise<void>
  release(leases: readonly QueueLease[], delayMs: number, priority?: number): Promise<void>
  drop(ids: readonly string[]): Promise<void>
  counts(): Promise<QueueCounts>
  setPaused(paused: boolean): Promise<void>
}

const pairs = (leases: readonly QueueLease[]): string[] =>
  leases.flatMap((lease) => [lease.jobId, lease.token])

/** A score has room for so many levels. */
const level = (priority: number): number =>
  Math.min(PRIORITY_LEVELS - 1, Math.max(0, Math.round(priority) || 0))

/** Jobs of a book fall due together: runs of equal due time, priority and owner are told once. */
function enqueueArguments(jobs: readonly JobReference[]): (string | number)[] {
  const args: (string | number)[] = []
  let sizeAt = -1
  let lastDueMs = Number.NaN
  let lastLevel = Number.NaN
  let lastOwnerId: string | null = null
  for (const job of jobs) {
    const dueMs = job.runAt.getTime()
    const jobLevel = level(job.priority)
    if (dueMs !== lastDueMs || jobLevel !== lastLevel || job.ownerId !== lastOwnerId) {
      sizeAt = args.push(dueMs, jobLevel, job.ownerId, 0) - 1
      lastDueMs = dueMs
      lastLevel = jobLevel
      lastOwnerId = job.ownerId
    }
    args[sizeAt] = Number(args[sizeAt]) + 1
    args.push(job.id)
  }
  return args
}

/** Or until the caller gives up; never rejects. */
const pause = (durationMs: number, signal: AbortSignal | undefined): Promise<void> =>
  sleep(durationMs, undefined, signal && { signal }).catch(() => {})

export function createLane({ type, prefix, producer, consumer, wakeUps, nextToken }: LaneDeps): Lane {
  const keys: TypeKeys = typeKeys(prefix, type)

  // In the same tick: callers that add one job each share a call, a lone caller waits for nothing.
  const additions = createBatch<JobReference>({
    send: (jobs) => producer.enqueue(keys.all, enqueueArguments(jobs)),
    maxItems: MAX_IDS_PER_CALL,
    schedule: queueMicrotask,
  })
  // Two turns later: jobs that end in one turn share a call, and a lease in the next turn takes it along.
  const acks = createBatch<QueueLease>({
    send: (leases) => consumer.ack(keys.all, pairs(leases)),
    maxItems: MAX_IDS_PER_CALL,
    schedule: (flush) => void setImmediate(() => setImmediate(flush)),
  })

  /** Monotonic. Asked for no more until then: it would be told the same. */
  let throttledUntilMs = 0

  const leaseOnce = async (count: number, leaseMs: number, waits: boolean) => {
    const token = nextToken()
    const done = acks.take()
    const args = [count, Math.ceil(leaseMs), token, type, waits ? '1' : '0', ...pairs(done?.items ?? [])]
    try {
      const answer = (await consumer.lease(keys.all, args)) as [number, number, ...string[]]
      const [waitMs, isThrottled, ...ids] = answer
      done?.resolve()
      if (isThrottled === 1) throttledUntilMs = performance.now() + waitMs
      const leases = ids.map((jobId) => ({ jobId, type, token }))
      return { waitMs, isThrottled: isThrottled === 1, leases }
    } catch (error) {
      done?.reject(error)
      throw error
    }
  }

  const lease: Lane['lease'] = async (count, { waitMs, leaseMs, signal }) => {
    const most = Math.min(count, MAX_IDS_PER_CALL)
    const endMs = performance.now() + waitMs
    while (most > 0 && !signal?.aborted) {
      const leftMs = endMs - performance.now()
      const throttledMs = throttledUntilMs - performance.now()
      if (throttledMs > 0) {
        if (leftMs <= 0) break
        await pause(Math.min(leftMs, throttledMs), signal)
        continue
      }
      const taken = await leaseOnce(most, leaseMs, leftMs > 0)
      if (taken.leases.length > 0) return taken.leases
      if (leftMs <= 0) break
      if (taken.isThrottled) continue
      const soonestMs = taken.waitMs < 0 ? POLL_INTERVAL_MS : Math.min(taken.waitMs, POLL_INTERVAL_MS)
      await wakeUps.wait(Math.min(leftMs, soonestMs), signal)
    }
    return []
  }

  const renew: Lane['renew'] = async (leases, leaseMs) => {
    const held = new Set<unknown>()
    for (const chunk of chunksOf(leases)) {
      for (const id of (await consumer.renew(keys.all, [Math.ceil(leaseMs), ...pairs(chunk)])) as string[])
        held.add(id)
    }
    return leases.filter(({ jobId }) => !held.has(jobId)).map(({ jobId }) => jobId)
  }

  return {
    enqueue: additions.add,
    lease,
    renew,
    ack: acks.add,
    release: async (leases, delayMs, priority) => {
      for (const chunk of chunksOf(leases)) {
        const given = priority === undefined ? '' : level(priority)
        await consumer.release(keys.all, [Math.max(0, Math.ceil(delayMs)), given, ...pairs(chunk)])
      }
    },
    drop: async (ids) => {
      for (const chunk of chunksOf(ids)) await producer.drop(keys.all, chunk)
    },
    counts: async () => {
      const answer = (await producer.counts(keys.all, [type])) as [number, number, number, number]
      return { ready: answer[0], delayed: answer[1], leased: answer[2], paused: answer[3] === 1 }
    },
    setPaused: async (paused) => {
      await producer.setPaused(keys.all, [type, paused ? '1' : '0'])
    },
  }
}
