import type { Failure } from '../domain/job/failure.ts'
import type { JsonValue, RunningJob } from '../domain/job/job.ts'
import type { PortResult } from './port-error.ts'

/** The claim under which a worker reports; a stale one is refused. */
export interface Claim {
  readonly jobId: string
  readonly epoch: number
}

/** `stale`: the job was claimed by another, cancelled, finished or deleted. Stop the work, keep nothing. */
export type ReportAnswer = 'accepted' | 'stale'

export interface FailureAnswer {
  readonly answer: ReportAnswer
  /** When the job is to run again, from now; null when it is not (dead letter) or not known (repeated report). */
  readonly runAgainAfterMs: number | null
}

export interface ParkAnswer {
  readonly answer: ReportAnswer
  /** When to claim it anew, from now: at once when the vendor reported meanwhile. Null when stale. */
  readonly resumeAfterMs: number | null
}

/**
 * How a worker tells the authority about a job. Two adapters: direct (same process) and HTTP. Repeating an accepted
 * report is answered `accepted` and changes nothing.
 */
export interface JobReporter {
  /** Claims the job; null when someone else has it, it is not due, or it is over: drop it. */
  start(jobId: string, workerId: string): PortResult<RunningJob | null>
  /** Renews leases; answers the claims that are stale. */
  heartbeat(claims: readonly Claim[]): PortResult<readonly Claim[]>
  progress(claim: Claim, fraction: number): PortResult<ReportAnswer>
  checkpoint(claim: Claim, checkpoint: JsonValue): PortResult<ReportAnswer>
  complete(claim: Claim): PortResult<ReportAnswer>
  fail(claim: Claim, failure: Failure): PortResult<FailureAnswer>
  /** The vendor has it: give up the lease, claim anew after `resumeAfterMs`. */
  park(claim: Claim, resumeAfterMs: number): PortResult<ParkAnswer>
  /** Shutting down: back to pending at once, no attempt used. */
  release(claim: Claim): PortResult<ReportAnswer>
}

/** A claim without a heartbeat holds so long. */
export const LEASE_MS = 15_000
export const HEARTBEAT_INTERVAL_MS = 5_000
