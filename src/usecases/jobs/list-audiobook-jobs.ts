import type { ResultAsync } from 'neverthrow'
import type { Audiobook } from '../../domain/audiobook/audiobook.ts'
import type { Job } from '../../domain/job/job.ts'
import type { AudiobookRepository } from '../../ports/repositories/audiobooks.ts'
import type { JobRepository } from '../../ports/repositories/jobs.ts'
import { findAudiobook } from '../audiobooks/find-audiobook.ts'
import type { Caller } from '../caller.ts'
import { type UseCaseError, unavailable } from '../use-case-error.ts'

export interface AudiobookJobs {
  readonly audiobook: Audiobook
  /** In order of creation, which is that of the plan. */
  readonly jobs: readonly Job[]
}

/** The jobs of one book. */
export function createListAudiobookJobs(deps: {
  readonly audiobooks: AudiobookRepository
  readonly jobs: JobRepository
}) {
  return (input: {
    readonly caller: Caller
    readonly audiobookId: string
  }): ResultAsync<AudiobookJobs, UseCaseError> =>
    findAudiobook(deps.audiobooks, input.caller, input.audiobookId).andThen(({ audiobook }) =>
      deps.jobs
        .listByAudiobook(input.audiobookId)
        .mapErr(unavailable)
        .map((jobs) => ({ audiobook, jobs })),
    )
}
