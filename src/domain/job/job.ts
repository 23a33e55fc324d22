import type { Failure } from './failure.ts'

export const JOB_TYPES = ['transcribe', 'summarize', 'tag', 'embed'] as const
export type JobType = (typeof JOB_TYPES)[number]

export const JOB_STATUSES = ['pending', 'processing', 'completed', 'failed', 'cancelled'] as const
export type JobStatus = (typeof JOB_STATUSES)[number]

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }

/** Why a job was cancelled: by someone, or because a job it waits for can never complete. */
export type CancelReason =
  | { readonly code: 'requested' }
  | { readonly code: 'dependency_failed'; readonly jobId: string }

/** A failure as it is kept on the job, newest last. */
export interface FailureRecord extends Failure {
  readonly at: Date
  readonly epoch: number
  readonly attempt: number
}

/** The end of a claim that was accepted; lets a repeated report be answered 200 instead of 409. */
export interface Settlement {
  readonly epoch: number
  readonly as: 'completed' | 'failed' | 'parked' | 'released'
}

interface JobBase {
  readonly id: string
  readonly audiobookId: string
  /** Of the book; jobs of different owners take turns. */
  readonly ownerId: string
  /** Null: the job is about the whole book. */
  readonly chapterId: string | null
  readonly type: JobType
  /** 0 (normal) to 9 (first). */
  readonly priority: number
  /** Times the job was claimed; fences off late writers. */
  readonly epoch: number
  /** What claims up to this epoch saved is of an earlier run, and does not count as done; 0: all counts. */
  readonly freshAfterEpoch: number
  /** 1-based number of the current attempt; only an error that is retried raises it. */
  readonly attempt: number
  /** Times at which a worker was lost with this job in the last 24 h and since it last saved something, oldest first. */
  readonly crashes: readonly Date[]
  /** Jobs that must complete before this one may start; those that did are removed. */
  readonly gate: readonly string[]
  /** What was already bought or computed, small; finished parts are saved apart. */
  readonly checkpoint: JsonValue
  /** 0..1 */
  readonly progress: number
  readonly errorHistory: readonly FailureRecord[]
  readonly settled: Settlement | null
  readonly createdAt: Date
  /** First claim. */
  readonly startedAt: Date | null
}

export interface PendingJob extends JobBase {
  readonly status: 'pending'
  /** Not to be started before. */
  readonly runAt: Date
}

/** A worker holds it; without a heartbeat the claim ends at `leaseUntil`. */
export interface RunningJob extends JobBase {
  readonly status: 'processing'
  readonly phase: 'running'
  readonly workerId: string
  readonly leaseUntil: Date
  /** The vendor reported while it ran: if this claim parks it, it is due at once. */
  readonly woken: boolean
}

/** The vendor has it: no lease, no slot; claimed anew at `runAt` or when the webhook arrives. */
export interface ParkedJob extends JobBase {
  readonly status: 'processing'
  readonly phase: 'parked'
  readonly runAt: Date
  /** The vendor reported: it is due now, not at its next poll. */
  readonly woken: boolean
}

export interface CompletedJob extends JobBase {
  readonly status: 'completed'
  readonly completedAt: Date
}

/** A dead letter. `error` is the last entry of `errorHistory`. */
export interface FailedJob extends JobBase {
  readonly status: 'failed'
  readonly completedAt: Date
  readonly error: FailureRecord
}

export interface CancelledJob extends JobBase {
  readonly status: 'cancelled'
  readonly completedAt: Date
  readonly reason: CancelReason
}

/** One unit of processing. */
export type Job = PendingJob | RunningJob | ParkedJob | CompletedJob | FailedJob | CancelledJob

/** The highest. */
export const FIRST_PRIORITY = 9

/** What the queue and the reconciler need to know of a job. */
export interface JobReference {
  readonly id: string
  readonly type: JobType
  readonly ownerId: string
  /** Of a job that is parked the highest: its vendor has worked on it, and it holds up others there. */
  readonly priority: number
  readonly runAt: Date
}

/** What is shown of a job that failed for good. */
export interface DeadLetter {
  readonly id: string
  readonly type: JobType
  readonly failedAt: Date
}
