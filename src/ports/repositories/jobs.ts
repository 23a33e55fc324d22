import type { Failure, FailureKind } from '../../domain/job/failure.ts'
import type {
  DeadLetter,
  Job,
  JobReference,
  JobStatus,
  JobType,
  JsonValue,
  PendingJob,
  RunningJob,
} from '../../domain/job/job.ts'
import type { Provider } from '../../domain/job/provider.ts'
import type { ReprocessRequest } from '../../domain/job/reprocess.ts'
import type { PortResult } from '../port-error.ts'
import type { Claim } from '../reporter.ts'
import type { Page, PageRequest, TimeCursor } from './page.ts'

/** What settling a claim did. `opened`: jobs whose gate it opened, to be told to the queue. */
export type SettleOutcome =
  | { readonly outcome: 'accepted'; readonly job: Job; readonly opened: readonly JobReference[] }
  | { readonly outcome: 'repeated' }
  | { readonly outcome: 'stale' }

/** What a sweep of ended leases did. */
export interface SweepOutcome {
  readonly returned: readonly JobReference[]
  /** Failed with reason `poison`. */
  readonly poisoned: readonly DeadLetter[]
}

/** What a redrive did. */
export interface RedriveOutcome {
  /** Pending now: the jobs asked for, what they wait for, and what was cancelled because of either. */
  readonly revived: readonly PendingJob[]
  /** Of the ids asked for. `over`: neither failed nor cancelled. */
  readonly refused: readonly { readonly jobId: string; readonly reason: 'over' | 'not_found' }[]
}

/** What a reprocess did. `busy`: nothing, as not all jobs of the book have ended. */
export type ReprocessOutcome =
  | { readonly outcome: 'reprocessed'; readonly revived: readonly PendingJob[] }
  | { readonly outcome: 'busy' }

/** `over`: it had ended before; `job` says how. */
export interface CancelOutcome {
  readonly outcome: 'cancelled' | 'over'
  readonly job: Job
}

/**
 * What a wake-up did. `due`: parked, and to be claimed now; tell the queue. `noted`: running; due as soon as it parks.
 * `not_parked`: it waits for no vendor.
 */
export type WakeOutcome =
  | { readonly outcome: 'due'; readonly job: JobReference }
  | { readonly outcome: 'noted' | 'not_parked' }

/** `due`, `delayed`: to be claimed now, or later; `parked`: at a vendor; `failed`: dead letters. */
export const BACKLOG_STATES = ['due', 'delayed', 'parked', 'running', 'failed'] as const
export type BacklogState = (typeof BACKLOG_STATES)[number]

/** Jobs of one type in one state. */
export interface JobBacklog {
  readonly type: JobType
  readonly state: BacklogState
  /** Of the failure; null unless `failed`. */
  readonly code: string | null
  readonly count: number
  /**
   * Of the oldest: since it was due (`due`), first claimed (`parked`, `running`), ended (`failed`) or created (`delayed`).
   */
  readonly oldestSeconds: number
}

/** Counting ends here in each of: what may run, what runs, what has stopped. */
export const MAX_MEASURED_JOBS = 20_000

/** Absent fields do not restrict. */
export interface JobFilter {
  /** Of the book; null: of every owner. */
  readonly ownerId: string | null
  readonly status?: JobStatus
  /** Those that have not ended. */
  readonly isOpen?: true
  readonly type?: JobType
  readonly audiobookId?: string
  /** These and no others. */
  readonly ids?: readonly string[]
  /** Who works on it, by its type. */
  readonly provider?: Provider
  /** Of the failure that ended the job; only failed jobs have one. */
  readonly errorCode?: string
  readonly errorKind?: FailureKind
  /** Ended at or after; before. */
  readonly endedAfter?: Date
  readonly endedBefore?: Date
  readonly createdAfter?: Date
  readonly createdBefore?: Date
  /** Case-insensitive part of title or author of the book. */
  readonly text?: string
}

/** Dead letters that failed alike. */
export interface FailureClass {
  readonly type: JobType
  readonly kind: FailureKind
  readonly code: string
  readonly count: number
  readonly lastFailedAt: Date
}

/** Most classes that are told. */
export const MAX_FAILURE_CLASSES = 500

/** Most jobs of one `list`: a bulk redrive reads them all at once. */
export const MAX_LISTED_JOBS = 1_000

/**
 * The authority on jobs. Each method is one transaction, guarded by status and epoch, and follows the transitions
 * of `domain/job/transitions.ts`; the status of the book and the cancellation of what can never start change in the
 * same transaction. Time is the database's.
 */
export interface JobRepository {
  find(jobId: string): PortResult<Job | null>
  /** In order of creation. */
  listByAudiobook(audiobookId: string): PortResult<readonly Job[]>

  /** Claims a job that is due and not gated: epoch + 1. Null when it is not to be had. */
  claim(jobId: string, workerId: string, leaseMs: number): PortResult<RunningJob | null>
  /** Prolongs leases; answers the claims that are stale. */
  renew(claims: readonly Claim[], leaseMs: number): PortResult<readonly Claim[]>
  /** False when stale. Progress never falls within one epoch. */
  saveProgress(claim: Claim, fraction: number): PortResult<boolean>
  /** False when stale. */
  saveCheckpoint(claim: Claim, checkpoint: JsonValue): PortResult<boolean>

  complete(claim: Claim): PortResult<SettleOutcome>
  /** `random` in [0, 1) jitters the backoff. */
  fail(claim: Claim, failure: Failure, random: number): PortResult<SettleOutcome>
  park(claim: Claim, resumeAfterMs: number): PortResult<SettleOutcome>
  release(claim: Claim): PortResult<SettleOutcome>

  /** The vendor has news of a job. Idempotent; null when there is no such job. */
  wakeParked(jobId: string): PortResult<WakeOutcome | null>

  /**
   * One more job for a book that is there already; the book is processing again. `refused`: the book has a job of this
   * type that has not completed, or is gone.
   */
  add(job: PendingJob): PortResult<'added' | 'refused'>

  /**
   * Sends failed and cancelled jobs round again, with what belongs to them (`afterRedrive`), with all attempts and all
   * that they saved; their books are processing again. One transaction a book: when the port fails in between,
   * what was done stays, and asking again does the rest.
   */
  redrive(jobIds: readonly string[]): PortResult<RedriveOutcome>
  /**
   * Sends stages of a book round again (`afterReprocess`), in one transaction; of jobs that do their work anew the
   * finished parts are forgotten. Null when there is no such book.
   */
  reprocess(audiobookId: string, request: ReprocessRequest): PortResult<ReprocessOutcome | null>
  /**
   * Cancels a job that has not ended, and what can never start then. Its worker learns of it at the next heartbeat.
   * Null when there is no such job.
   */
  cancel(jobId: string): PortResult<CancelOutcome | null>
  /** Changes the priority of those that have not completed; answers them as they are now. Tell the queue. */
  setPriority(jobIds: readonly string[], priority: number): PortResult<readonly Job[]>
  /** Newest first; at most `MAX_LISTED_JOBS` a page. */
  list(filter: JobFilter, request: PageRequest<TimeCursor>): PortResult<Page<Job>>

  /** Returns jobs whose lease ended, counting a crash for each; at most `limit`. */
  sweepExpiredLeases(limit: number): PortResult<SweepOutcome>
  /**
   * Jobs that may be claimed now (pending and parked), by due time, at most `limit`; after `after`, the last of the page
   * before. What becomes due or changes meanwhile may be missed or repeated.
   */
  listDue(limit: number, after?: JobReference): PortResult<readonly JobReference[]>
  /** All dead letters, those of the newest jobs first; at most `limit`, which may be `MAX_LISTED_JOBS`. */
  listFailed(request: PageRequest<TimeCursor>): PortResult<Page<DeadLetter & TimeCursor>>
  /** Failed jobs that match, by class, the largest first; at most `limit` classes. */
  countFailures(filter: JobFilter, limit: number): PortResult<readonly FailureClass[]>
  /**
   * Removes dead letters that ended before a time, with what waits for them and can never start; at most `limit` books,
   * each in its own transaction. Their books stay as they are. Answers the dead letters that were removed; none: there
   * are no more.
   */
  trimFailed(endedBefore: Date, limit: number): PortResult<readonly DeadLetter[]>
  /** Those of the ids whose jobs are dead letters. */
  filterFailed(jobIds: readonly string[]): PortResult<readonly string[]>
  /** What there is to do and what is dead, for metrics: reads `MAX_MEASURED_JOBS` of each kind at most, whatever the table holds. */
  measureBacklog(): PortResult<readonly JobBacklog[]>
  /** Of all jobs: reads the whole table. */
  countByStatus(): PortResult<
    readonly { readonly type: JobType; readonly status: JobStatus; readonly count: number }[]
  >
}
