import { err, ok, type Result, type ResultAsync } from 'neverthrow'
import type { Job, PendingJob } from '../../domain/job/job.ts'
import type { Logger } from '../../ports/logger.ts'
import type { Queue } from '../../ports/queue.ts'
import type { RedriveOutcome } from '../../ports/repositories/jobs.ts'
import { restartJobs } from '../start-jobs.ts'
import { notFound, type UseCaseError, unavailable } from '../use-case-error.ts'
import { findJob, type JobRequest, type JobsOfCaller } from './find-job.ts'

interface Deps extends JobsOfCaller {
  readonly queue: Queue
  readonly logger: Logger
}

const notRetryable: UseCaseError = {
  kind: 'conflict',
  code: 'job_not_retryable',
  message: 'Only a failed or cancelled job can be retried.',
}

/** Sends a failed or cancelled job round again, with the jobs that belong to it (see `afterRedrive`). */
export function createRetryJob(deps: Deps) {
  return (request: JobRequest): ResultAsync<Job, UseCaseError> =>
    findJob(deps, request)
      .andThen(() => deps.jobs.redrive([request.jobId]).mapErr(unavailable))
      .andThen((outcome) =>
        revivedOf(outcome, request.jobId).asyncAndThen((job) =>
          restartJobs(deps, outcome.revived).map(() => job),
        ),
      )
}

function revivedOf({ revived, refused }: RedriveOutcome, jobId: string): Result<PendingJob, UseCaseError> {
  const job = revived.find(({ id }) => id === jobId)
  if (job !== undefined) return ok(job)
  return err(refused[0]?.reason === 'not_found' ? notFound('job') : notRetryable)
}
