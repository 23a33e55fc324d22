import { errAsync, okAsync, type ResultAsync } from 'neverthrow'
import type { Job } from '../../domain/job/job.ts'
import type { Logger } from '../../ports/logger.ts'
import type { Queue } from '../../ports/queue.ts'
import type { CancelOutcome } from '../../ports/repositories/jobs.ts'
import { notFound, type UseCaseError, unavailable } from '../use-case-error.ts'
import { findJob, type JobRequest, type JobsOfCaller } from './find-job.ts'

interface Deps extends JobsOfCaller {
  readonly queue: Queue
  readonly logger: Logger
}

const notCancellable: UseCaseError = {
  kind: 'conflict',
  code: 'job_not_cancellable',
  message: 'The job has completed or failed: there is nothing to cancel.',
}

/**
 * Cancels a job and what can never start without it. Whoever works on it stops at the next heartbeat; nothing of it is
 * accepted from now on. A job that is cancelled already is answered as it is.
 */
export function createCancelJob(deps: Deps) {
  return (request: JobRequest): ResultAsync<Job, UseCaseError> =>
    findJob(deps, request)
      .andThen(() => deps.jobs.cancel(request.jobId).mapErr(unavailable))
      .andThen((outcome) => settle(deps, outcome))
}

function settle(deps: Deps, outcome: CancelOutcome | null): ResultAsync<Job, UseCaseError> {
  if (outcome === null) return errAsync(notFound('job'))
  if (outcome.job.status !== 'cancelled') return errAsync(notCancellable)
  return outcome.outcome === 'over'
    ? okAsync(outcome.job)
    : forgetInQueue(deps, [outcome.job]).map(() => outcome.job)
}

/** An id left in the queue is harmless: no claim of a cancelled job succeeds. What waited for it was not in there. */
export const forgetInQueue = (
  { queue, logger }: Pick<Deps, 'queue' | 'logger'>,
  jobs: readonly Job[],
): ResultAsync<void, never> =>
  queue.drop(jobs.map(({ id, type }) => ({ id, type }))).orElse((error) => {
    logger.warn('queue did not drop cancelled jobs', { jobs: jobs.length, code: error.code })
    return okAsync(undefined)
  })
