import type { JobReference, JobType } from '../domain/job/job.ts'
import type { Provider } from '../domain/job/provider.ts'
import type { DeadLetterMirror } from './dead-letters.ts'
import type { PortResult } from './port-error.ts'

/** The right to work on one id until the lease ends. The token tells this lease from a later one of the same id. */
export interface QueueLease {
  readonly jobId: string
  readonly type: JobType
  readonly token: string
}

export interface QueueCounts {
  readonly ready: number
  readonly delayed: number
  readonly leased: number
  readonly paused: boolean
}

/**
 * Hands out job ids. An index, not the authority: it may lose or repeat ids, and is rebuilt from the database.
 * Every operation is atomic. Order: owners take turns, earlier for what has priority; of one owner's ids, due time minus
 * priority, with ageing. Nothing starves (`queue-order.ts`).
 */
export interface Queue extends DeadLetterMirror {
  readonly name: string

  /**
   * Idempotent: an id that is leased stays leased as it is; one that waits keeps the earlier of the two due times and
   * takes the priority and owner that it is told. A job with `runAt` in the future is delayed until then.
   */
  enqueue(jobs: readonly JobReference[]): PortResult<void>

  /**
   * Up to `count` ids; waits up to `waitMs` for the first and answers [] when none came, when the type is paused or throttled, or
   * when `signal` aborts. A lease that is neither acked nor renewed within `leaseMs` returns to ready by itself.
   */
  lease(
    type: JobType,
    count: number,
    options: { readonly waitMs: number; readonly leaseMs: number; readonly signal?: AbortSignal },
  ): PortResult<readonly QueueLease[]>

  /** Prolongs; answers the job ids whose lease was already lost. */
  renew(leases: readonly QueueLease[], leaseMs: number): PortResult<readonly string[]>

  /** Done with it. An outdated lease changes nothing. */
  ack(leases: readonly QueueLease[]): PortResult<void>

  /** Gives ids back, due after `delayMs`, with another priority where one is given. An outdated lease changes nothing. */
  release(leases: readonly QueueLease[], delayMs: number, priority?: number): PortResult<void>

  /** Forgets ids wherever they are, leased ones and dead letters too. */
  drop(jobs: readonly { readonly id: string; readonly type: JobType }[]): PortResult<void>

  counts(): PortResult<Readonly<Record<JobType, QueueCounts>>>

  /** A paused type hands out nothing; what is leased goes on. */
  setPaused(type: JobType, paused: boolean): PortResult<void>

  /**
   * A provider asked for a pause: for so long the types that need it hand out nothing; what is leased goes on. The
   * longest of several pauses counts; its end wakes those who wait.
   */
  throttle(provider: Provider, durationMs: number): PortResult<void>
}
