import { errAsync, okAsync, type ResultAsync } from 'neverthrow'
import type { Job } from '../../domain/job/job.ts'
import type { AudiobookRepository } from '../../ports/repositories/audiobooks.ts'
import type { JobRepository } from '../../ports/repositories/jobs.ts'
import { findAudiobook } from '../audiobooks/find-audiobook.ts'
import type { Caller } from '../caller.ts'
import { notFound, type UseCaseError, unavailable } from '../use-case-error.ts'

export interface JobsOfCaller {
  readonly jobs: JobRepository
  readonly audiobooks: AudiobookRepository
}

export interface JobRequest {
  readonly caller: Caller
  readonly jobId: string
}

/** The job, if the caller may see its book; `job_not_found` otherwise. */
export const findJob = (
  { jobs, audiobooks }: JobsOfCaller,
  { caller, jobId }: JobRequest,
): ResultAsync<Job, UseCaseError> =>
  jobs
    .find(jobId)
    .mapErr(unavailable)
    .andThen((job) => {
      if (job === null) return errAsync(notFound('job'))
      if (caller.seesAll) return okAsync(job)
      return findAudiobook(audiobooks, caller, job.audiobookId)
        .map(() => job)
        .mapErr((error) => (error.kind === 'not_found' ? notFound('job') : error))
    })
