import { errAsync, type ResultAsync } from 'neverthrow'
import type { Job } from '../../domain/job/job.ts'
import type { Logger } from '../../ports/logger.ts'
import type { Queue } from '../../ports/queue.ts'
import { startJobs } from '../start-jobs.ts'
import { type UseCaseError, unavailable } from '../use-case-error.ts'
import { findJob, type JobRequest, type JobsOfCaller } from './find-job.ts'

interface Deps extends JobsOfCaller {
  readonly queue: Queue
  readonly logger: Logger
}

const completed: UseCaseError = {
  kind: 'conflict',
  code: 'job_completed',
  message: 'The job has completed: its priority decides nothing any more.',
}

/** Lets a job go earlier or later, at once where it waits; a failed or cancelled one when it is retried. */
export function createSetJobPriority(deps: Deps) {
  return (request: JobRequest & { readonly priority: number }): ResultAsync<Job, UseCaseError> =>
    findJob(deps, request)
      .andThen(() => deps.jobs.setPriority([request.jobId], request.priority).mapErr(unavailable))
      .andThen((changed) => {
        const [job] = changed
        return job === undefined ? errAsync(completed) : startJobs(deps, changed).map(() => job)
      })
}
