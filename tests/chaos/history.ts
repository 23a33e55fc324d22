import type { FailureKind } from '../../src/domain/job/failure.ts'
import type { CancelReason, JobStatus, JobType, Settlement } from '../../src/domain/job/job.ts'
import type { FaultKind, MemberName, WorkerName } from './fault.ts'

/*
 * What happened in a run, as it was seen from outside of the system: by a trigger in the database, by the proxy between
 * workers and API, and by those who fed, operated and broke it. All times are milliseconds of the one clock that
 * database, proxy and harness share.
 */

/** A job's row, as far as the rules are about it. */
export interface JobState {
  readonly status: JobStatus
  readonly epoch: number
  readonly attempt: number
  readonly crashCount: number
  readonly gate: readonly string[]
  readonly runAtMs: number
  /** Null: nobody holds it. */
  readonly leaseUntilMs: number | null
  readonly workerId: string | null
  readonly settledEpoch: number | null
  readonly settledAs: Settlement['as'] | null
  readonly error: { readonly kind: FailureKind; readonly code: string } | null
  readonly cancelReason: CancelReason['code'] | null
}

/** A committed change of a job's row. */
export interface Change {
  /** Rises in the order of the commits of one job, and of jobs that waited for each other. */
  readonly sequence: number
  readonly atMs: number
  readonly jobId: string
  readonly audiobookId: string
  readonly type: JobType
  /** Null: the job was made. */
  readonly before: JobState | null
  readonly after: JobState
}

export type ReportEvent =
  | 'start'
  | 'heartbeat'
  | 'progress'
  | 'checkpoint'
  | 'complete'
  | 'fail'
  | 'park'
  | 'release'

/** What a worker told the API about one claim, and what the API said; a call with many heartbeats is many of them. */
export interface Report {
  readonly member: WorkerName
  readonly event: ReportEvent
  readonly jobId: string
  /** Of an accepted start that which it got; null when there is none. */
  readonly epoch: number | null
  /** When it was passed on to the API, and when the API had answered. */
  readonly sentMs: number
  readonly answeredMs: number
  readonly status: number
}

/** An operator asked for it, in this time: the answer of the API may have been lost. */
export interface Request {
  readonly kind: 'redrive' | 'cancel'
  readonly jobId: string
  readonly audiobookId: string
  readonly fromMs: number
  readonly untilMs: number
}

/** A `kill -9` of a process that may have held jobs. */
export interface Crash {
  readonly member: MemberName
  readonly pid: number
  readonly atMs: number
  /** Nothing else was wrong until its jobs had to run again. */
  readonly measured: boolean
}

export interface FinalJob {
  readonly id: string
  readonly type: JobType
  readonly status: JobStatus
  /** What it was to make is there; true of jobs that make nothing. */
  readonly hasOutput: boolean
}

export interface FinalBook {
  readonly id: string
  readonly status: string
  readonly jobs: readonly FinalJob[]
}

/** An id in the queue with its score, as it is and as the database would have it. */
export interface Rebuild {
  readonly due: ReadonlyMap<string, number>
  readonly held: ReadonlyMap<string, number>
}

export interface History {
  readonly leaseMs: number
  readonly changes: readonly Change[]
  readonly reports: readonly Report[]
  readonly requests: readonly Request[]
  readonly crashes: readonly Crash[]
  readonly injected: Readonly<Partial<Record<FaultKind, number>>>
  /** Books that the API had said it would make, with the jobs that each must have. */
  readonly committed: ReadonlyMap<string, number>
  readonly books: readonly FinalBook[]
  readonly rebuild: Rebuild
  /** Redis keys with their sizes when everything was over. */
  readonly keys: ReadonlyMap<string, number>
  /** Processes that ended though nobody ended them. */
  readonly deaths: readonly string[]
}
