import type { Failure } from '../../domain/job/failure.ts'
import type { Job, JobReference, JobStatus, JobType, JsonValue, RunningJob } from '../../domain/job/job.ts'
import type { PortResult } from '../port-error.ts'
import type { Claim } from '../reporter.ts'

/** What settling a claim did. `opened`: jobs whose gate it opened, to be told to the queue. */
export type SettleOutcome =
  | { readonly outcome: 'accepted'; readonly job: Job; readonly opened: readonly JobReference[] }
  | { readonly outcome: 'repeated' }
  | { readonly outcome: 'stale' }

/** What a sweep of ended leases did. */
export interface SweepOutcome {
  readonly returned: readonly JobReference[]
  /** Failed with reason `poison`. */
  readonly poisoned: readonly Pick<JobReference, 'id' | 'type'>[]
}

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

  /** Returns jobs whose lease ended, counting a crash for each; at most `limit`. */
  sweepExpiredLeases(limit: number): PortResult<SweepOutcome>
  /**
   * Jobs that may be claimed now (pending and parked), by due time, at most `limit`; after `after`, the last of the page
   * before. What becomes due or changes meanwhile may be missed or repeated.
   */
  listDue(limit: number, after?: JobReference): PortResult<readonly JobReference[]>
  /** For metrics and `doctor`. */
  countByStatus(): PortResult<
    readonly { readonly type: JobType; readonly status: JobStatus; readonly count: number }[]
  >
}
