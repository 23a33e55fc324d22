import { errAsync, type ResultAsync } from 'neverthrow'
import { findAudiobook } from '../audiobooks/find-audiobook.ts'
import type { JobRequest, JobsOfCaller } from '../jobs/find-job.ts'
import { notFound, type UseCaseError, unavailable } from '../use-case-error.ts'
import { type DeadLetterView, viewDeadLetter } from './dead-letter-view.ts'

/** One job that failed for good. A job that did not, or is another's, is not found. */
export function createReadDeadLetter({ jobs, audiobooks }: JobsOfCaller) {
  return ({ caller, jobId }: JobRequest): ResultAsync<DeadLetterView, UseCaseError> =>
    jobs
      .find(jobId)
      .mapErr(unavailable)
      .andThen((job) => {
        if (job?.status !== 'failed') return errAsync(notFound('dead_letter'))
        return findAudiobook(audiobooks, caller, job.audiobookId)
          .map((book) => viewDeadLetter(job, book))
          .mapErr((error) => (error.kind === 'not_found' ? notFound('dead_letter') : error))
      })
}
