import { err, errAsync, ok, type Result, type ResultAsync } from 'neverthrow'
import type { Failure } from '../domain/job/failure.ts'
import type { JsonValue, RunningJob } from '../domain/job/job.ts'
import type { PortResult } from '../ports/port-error.ts'
import type { Claim, JobReporter, ReportAnswer } from '../ports/reporter.ts'
import type { JobRepository } from '../ports/repositories/jobs.ts'
import { notFound, type UseCaseError, unavailable } from './use-case-error.ts'

/** What a worker that runs apart tells of one job. */
export type JobReport =
  | {
      readonly event: 'start'
      readonly workerId: string
      /** Tells a repeated start from another one of the same worker. */
      readonly startId?: string
    }
  | { readonly event: 'heartbeat'; readonly epoch: number }
  | { readonly event: 'progress'; readonly epoch: number; readonly fraction: number }
  | { readonly event: 'checkpoint'; readonly epoch: number; readonly checkpoint: JsonValue }
  | { readonly event: 'complete'; readonly epoch: number }
  | { readonly event: 'fail'; readonly epoch: number; readonly failure: Failure }
  | { readonly event: 'park'; readonly epoch: number; readonly resumeAfterMs: number }
  | { readonly event: 'release'; readonly epoch: number }

export interface AcceptedReport {
  /** The claimed job, after `start`. */
  readonly job?: RunningJob
  /** After `fail`: when the job is to run again, null when it is not. */
  readonly runAgainAfterMs?: number | null
  /** After `park`: when the job is to be claimed anew. */
  readonly resumeAfterMs?: number
}

const stale: UseCaseError = {
  kind: 'conflict',
  code: 'stale_report',
  message: 'The claim no longer holds: stop the work and keep nothing.',
}
const notAvailable: UseCaseError = {
  kind: 'conflict',
  code: 'job_not_available',
  message: 'Another worker has the job, it is not due yet, or it is over.',
}

/**
 * Passes a worker's report on to the authority. Repeating an accepted report is accepted. The job is looked at only
 * when a report was refused, to say why: most are not, and each look is a round trip.
 */
export function createReportJob(deps: { readonly jobs: JobRepository; readonly reporter: JobReporter }) {
  return (jobId: string, report: JobReport): ResultAsync<AcceptedReport, UseCaseError> =>
    (report.event === 'start'
      ? start(deps.reporter, jobId, report)
      : passOn(deps.reporter, jobId, report)
    ).orElse((refusal) =>
      refusal.kind === 'conflict' ? explain(deps.jobs, jobId, report, refusal) : errAsync(refusal),
    )
}

const claimantOf = ({ workerId, startId }: Extract<JobReport, { event: 'start' }>) =>
  startId === undefined ? workerId : `${workerId} ${startId}`

const start = (
  reporter: JobReporter,
  jobId: string,
  report: Extract<JobReport, { event: 'start' }>,
): ResultAsync<AcceptedReport, UseCaseError> =>
  reporter
    .start(jobId, claimantOf(report))
    .mapErr(unavailable)
    .andThen((claimed) => (claimed === null ? err(notAvailable) : ok({ job: claimed })))

/** A start whose answer was lost is repeated, and answered with the claim that it got. */
const explain = (
  jobs: JobRepository,
  jobId: string,
  report: JobReport,
  refusal: UseCaseError,
): ResultAsync<AcceptedReport, UseCaseError> =>
  jobs
    .find(jobId)
    .mapErr(unavailable)
    .andThen((job): Result<AcceptedReport, UseCaseError> => {
      if (job === null) return err(notFound('job'))
      const isRepeated =
        report.event === 'start' &&
        report.startId !== undefined &&
        job.status === 'processing' &&
        job.phase === 'running' &&
        job.workerId === claimantOf(report)
      return isRepeated ? ok({ job }) : err(refusal)
    })

function passOn(
  reporter: JobReporter,
  jobId: string,
  report: Exclude<JobReport, { event: 'start' }>,
): ResultAsync<AcceptedReport, UseCaseError> {
  const claim: Claim = { jobId, epoch: report.epoch }
  if (report.event === 'fail') {
    return reporter
      .fail(claim, report.failure)
      .mapErr(unavailable)
      .andThen(({ answer, runAgainAfterMs }) => accept(answer).map(() => ({ runAgainAfterMs })))
  }
  if (report.event === 'park') {
    return reporter
      .park(claim, report.resumeAfterMs)
      .mapErr(unavailable)
      .andThen(({ answer, resumeAfterMs }) =>
        accept(answer).map(() => ({ resumeAfterMs: resumeAfterMs ?? report.resumeAfterMs })),
      )
  }
  return tell(reporter, claim, report).mapErr(unavailable).andThen(accept)
}

function tell(
  reporter: JobReporter,
  claim: Claim,
  report: Exclude<JobReport, { event: 'start' | 'fail' | 'park' }>,
): PortResult<ReportAnswer> {
  switch (report.event) {
    case 'heartbeat':
      return reporter.heartbeat([claim]).map((stales) => (stales.length === 0 ? 'accepted' : 'stale'))
    case 'progress':
      return reporter.progress(claim, report.fraction)
    case 'checkpoint':
      return reporter.checkpoint(claim, report.checkpoint)
    case 'complete':
      return reporter.complete(claim)
    case 'release':
      return reporter.release(claim)
  }
}

const accept = (answer: ReportAnswer): Result<AcceptedReport, UseCaseError> =>
  answer === 'accepted' ? ok({}) : err(stale)
