import type { ResultAsync } from 'neverthrow'
import type { JsonValue, RunningJob } from '../../domain/job/job.ts'
import type { PortError, PortResult } from '../../ports/port-error.ts'
import type { Claim, ReportAnswer } from '../../ports/reporter.ts'

/** What the work of one job may use while its claim holds. */
export interface JobContext {
  readonly job: RunningJob
  readonly claim: Claim
  /** Aborted when the claim is lost, the job is cancelled or the process stops. */
  readonly signal: AbortSignal
  /** 0..1; cheap, may be called often. */
  readonly reportProgress: (fraction: number) => void
  /** Replaces the job's checkpoint, durably before it resolves. */
  readonly saveCheckpoint: (checkpoint: JsonValue) => PortResult<ReportAnswer>
}

/** Nothing can have been saved for a job before its first claim, or the first that does its work anew: no need to look. */
export const mayHaveSaved = ({ job }: Pick<JobContext, 'job'>): boolean => job.epoch > job.freshAfterEpoch + 1

/** It does its work anew: outputs that are there may be those of an earlier run. */
export const isAnew = ({ job }: Pick<JobContext, 'job'>): boolean => job.freshAfterEpoch > 0

/**
 * Whether the output that is there may be this job's. What a job that does its work anew bought since then it finds by its
 * parts and its checkpoint.
 */
export const mayHaveOutput = (context: Pick<JobContext, 'job'>): boolean =>
  !isAnew(context) && mayHaveSaved(context)

/** How the work of one claim ended, when it did not fail. */
export type WorkOutcome =
  | { readonly status: 'done' }
  /** A vendor has it; claim it anew after `resumeAfterMs`, with this checkpoint (absent: the one that it has). */
  | { readonly status: 'parked'; readonly checkpoint?: JsonValue; readonly resumeAfterMs: number }
  /** The claim no longer holds: another has the job, or it is over. */
  | { readonly status: 'stale' }

/** The work of one type of job: everything it produces is saved when it answers `done`. */
export type JobWork = (context: JobContext) => ResultAsync<WorkOutcome, PortError>

export const done: WorkOutcome = { status: 'done' }

/** A guarded write either held, or the claim is stale. */
export const doneUnlessStale = (answer: ReportAnswer): WorkOutcome =>
  answer === 'stale' ? { status: 'stale' } : done
