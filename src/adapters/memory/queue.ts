import { ok, okAsync, ResultAsync } from 'neverthrow'
import { JOB_TYPES, type JobType } from '../../domain/job/job.ts'
import { PROVIDER_OF } from '../../domain/job/provider.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Queue, QueueCounts, QueueLease } from '../../ports/queue.ts'
import { createQueueLane, type QueueLane } from './queue-lane.ts'

interface Line {
  readonly type: JobType
  readonly lane: QueueLane
  paused: boolean
  /** Milliseconds since the epoch: nothing is handed out before. */
  throttledUntilMs: number
  /** Those who wait for an id of this type; called when there may be one. */
  readonly waiting: Set<() => void>
  /** Ids of dead letters. */
  readonly failed: Set<string>
}

type LeaseOptions = Parameters<Queue['lease']>[2]

/**
 * The queue of a single process. What it holds ends with the process; the reconciler fills it again from the
 * database.
 */
export function createMemoryQueue({ clock }: { readonly clock: Clock }): Queue {
  let tokens = 0
  const nextToken = () => {
    tokens += 1
    return String(tokens)
  }
  const makeLine = (type: JobType): Line => ({
    type,
    lane: createQueueLane(nextToken),
    paused: false,
    throttledUntilMs: 0,
    waiting: new Set(),
    failed: new Set(),
  })
  const lines: Readonly<Record<JobType, Line>> = {
    transcribe: makeLine('transcribe'),
    summarize: makeLine('summarize'),
    tag: makeLine('tag'),
    embed: makeLine('embed'),
  }
  const nowMs = () => clock.now().getTime()

  return {
    name: 'memory',

    enqueue: (jobs) => {
      for (const job of jobs) lines[job.type].lane.enqueue(job, nowMs())
      wake(new Set(jobs.map((job) => lines[job.type])))
      return okAsync(undefined)
    },

    lease: (type, count, options) =>
      new ResultAsync(leaseFrom(lines[type], clock, count, options).then((leases) => ok(leases))),

    renew: (leases, leaseMs) => {
      const lost = leases.filter((lease) => !lines[lease.type].lane.renew(lease, leaseMs, nowMs()))
      return okAsync(lost.map((lease) => lease.jobId))
    },

    ack: (leases) => {
      for (const lease of leases) lines[lease.type].lane.ack(lease, nowMs())
      return okAsync(undefined)
    },

    release: (leases, delayMs, priority) => {
      for (const lease of leases) lines[lease.type].lane.release(lease, delayMs, nowMs(), priority)
      wake(new Set(leases.map((lease) => lines[lease.type])))
      return okAsync(undefined)
    },

    drop: (jobs) => {
      for (const { id, type } of jobs) {
        lines[type].lane.drop(id)
        lines[type].failed.delete(id)
      }
      return okAsync(undefined)
    },

    counts: () => {
      const count = (type: JobType): QueueCounts => ({
        ...lines[type].lane.sizes(nowMs()),
        paused: lines[type].paused,
      })
      const entries = JOB_TYPES.map((type) => [type, count(type)] as const)
      return okAsync(Object.fromEntries(entries) as Record<JobType, QueueCounts>)
    },

    setPaused: (type, paused) => {
      lines[type].paused = paused
      wake([lines[type]])
      return okAsync(undefined)
    },

    throttle: (provider, durationMs) => {
      for (const type of JOB_TYPES.filter((one) => PROVIDER_OF[one] === provider)) {
        const line = lines[type]
        line.throttledUntilMs = Math.max(line.throttledUntilMs, nowMs() + durationMs)
      }
      return okAsync(undefined)
    },

    recordFailed: (letters) => {
      for (const { id, type } of letters) lines[type].failed.add(id)
      return okAsync(undefined)
    },

    forgetFailed: (letters) => {
      for (const { id, type } of letters) lines[type].failed.delete(id)
      return okAsync(undefined)
    },

    listFailed: (type) => okAsync({ ids: [...lines[type].failed], next: null }),
  }
}

function wake(lines: Iterable<Line>): void {
  for (const line of lines) {
    for (const look of line.waiting) look()
  }
}

async function leaseFrom(
  line: Line,
  clock: Clock,
  count: number,
  { waitMs, leaseMs, signal }: LeaseOptions,
): Promise<readonly QueueLease[]> {
  const endMs = clock.now().getTime() + waitMs
  while (!signal?.aborted) {
    const nowMs = clock.now().getTime()
    const isThrottled = line.throttledUntilMs > nowMs
    const taken = line.paused || isThrottled ? [] : line.lane.take(count, leaseMs, nowMs)
    if (taken.length > 0) return taken.map((lease) => ({ ...lease, type: line.type }))
    if (nowMs >= endMs || count <= 0) break
    const nextMs = isThrottled ? line.throttledUntilMs : line.lane.nextChangeMs(nowMs)
    const untilMs = Math.min(endMs, nextMs ?? endMs)
    await waitForChange(line, clock, untilMs - nowMs, signal)
  }
  return []
}

/** Until something was put in, the time is over, or the caller gives up. */
async function waitForChange(
  line: Line,
  clock: Clock,
  durationMs: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const woken = new AbortController()
  const look = () => woken.abort()
  line.waiting.add(look)
  signal?.addEventListener('abort', look)
  await clock.sleep(durationMs, woken.signal)
  line.waiting.delete(look)
  signal?.removeEventListener('abort', look)
}
