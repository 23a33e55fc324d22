import { createSequentialIds } from '../../../adapters/memory/ids.ts'
import type { JobType } from '../../../domain/job/job.ts'
import type { Queue, QueueLease } from '../../../ports/queue.ts'

export interface QueueUnderTest {
  readonly queue: Queue
  /** The time by which the queue decides. */
  now(): Promise<Date>
  /** Lets at least so much time pass: on a manual clock at once, on a real server by waiting. */
  advance(durationMs: number): Promise<void>
  close(): Promise<void>
}

export interface QueueContract {
  readonly name: string
  /** An empty queue; several may exist at once and do not see each other. */
  readonly create: () => Promise<QueueUnderTest>
  readonly capabilities: {
    /** Time stands still between calls of `advance`, so that random operations can be checked to the millisecond. */
    readonly manualTime: boolean
    /** Jobs of the simulation in which nothing may starve; default 10,000. */
    readonly simulatedJobs?: number
    /** Sequences of random operations, each on a queue of its own. */
    readonly randomRuns?: number
  }
}

/** Longer than any test takes. */
export const LONG_MS = 600_000
/** Short enough to be waited for. */
export const SHORT_MS = 500
/** Every wait below ends early, because something wakes it; so its length says only how a failure looks. */
export const WAIT_MS = 4_000

export interface Bench {
  readonly under: QueueUnderTest
  readonly queue: Queue
  nextId(): string
  /** Due so long ago, or in future when negative. */
  add(
    id: string,
    options?: { type?: JobType; ownerId?: string; priority?: number; dueAgoMs?: number },
  ): Promise<void>
  take(count?: number, leaseMs?: number, type?: JobType): Promise<readonly QueueLease[]>
  ids(leases: readonly QueueLease[]): string[]
  counts(type?: JobType): Promise<{ ready: number; delayed: number; leased: number; paused: boolean }>
}

export async function setUp(contract: QueueContract): Promise<Bench> {
  const under = await contract.create()
  const { queue } = under
  const ids = createSequentialIds()
  return {
    under,
    queue,
    nextId: () => ids.next(),
    add: async (id, { type = 'transcribe', ownerId = 'a', priority = 0, dueAgoMs = 0 } = {}) => {
      const runAt = new Date((await under.now()).getTime() - dueAgoMs)
      ;(await queue.enqueue([{ id, type, ownerId, priority, runAt }]))._unsafeUnwrap()
    },
    take: async (count = 1, leaseMs = LONG_MS, type = 'transcribe') =>
      (await queue.lease(type, count, { waitMs: 0, leaseMs }))._unsafeUnwrap(),
    ids: (leases) => leases.map((lease) => lease.jobId),
    counts: async (type = 'transcribe') => (await queue.counts())._unsafeUnwrap()[type],
  }
}
