import { errAsync, okAsync, type ResultAsync } from 'neverthrow'
import type { Job } from '../../domain/job/job.ts'
import type { Logger } from '../../ports/logger.ts'
import type { Queue } from '../../ports/queue.ts'
import type { AudiobookRepository } from '../../ports/repositories/audiobooks.ts'
import type { JobRepository } from '../../ports/repositories/jobs.ts'
import type { Caller } from '../caller.ts'
import { notFound, type UseCaseError, unavailable } from '../use-case-error.ts'
import { findAudiobook } from './find-audiobook.ts'

interface Deps {
  readonly audiobooks: AudiobookRepository
  readonly jobs: JobRepository
  readonly queue: Queue
  readonly logger: Logger
}

/**
 * Removes a book with all that hangs on it. Stored objects are recorded for removal in the same transaction; workers
 * that still hold a job of the book learn of it at their next report.
 */
export function createDeleteAudiobook(deps: Deps) {
  return (input: {
    readonly caller: Caller
    readonly audiobookId: string
  }): ResultAsync<void, UseCaseError> =>
    findAudiobook(deps.audiobooks, input.caller, input.audiobookId)
      .andThen(() => deps.jobs.listByAudiobook(input.audiobookId).mapErr(unavailable))
      .andThen((jobs) =>
        deps.audiobooks
          .remove(input.audiobookId)
          .mapErr(unavailable)
          .andThen((removed) => (removed === null ? errAsync(notFound('audiobook')) : dropJobs(deps, jobs))),
      )
}

/** Ids left in the queue are harmless: no claim of a job that is gone succeeds. */
const dropJobs = ({ queue, logger }: Deps, jobs: readonly Job[]): ResultAsync<void, never> =>
  queue.drop(jobs.map(({ id, type }) => ({ id, type }))).orElse((error) => {
    logger.warn('queue did not drop the jobs of a removed audiobook', { code: error.code })
    return okAsync(undefined)
  })
