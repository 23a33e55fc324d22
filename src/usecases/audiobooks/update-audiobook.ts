import { errAsync, okAsync, type ResultAsync } from 'neverthrow'
import type { Audiobook } from '../../domain/audiobook/audiobook.ts'
import type { Logger } from '../../ports/logger.ts'
import type { Queue } from '../../ports/queue.ts'
import type { AudiobookPatch, AudiobookRepository } from '../../ports/repositories/audiobooks.ts'
import type { JobRepository } from '../../ports/repositories/jobs.ts'
import type { Caller } from '../caller.ts'
import { startJobs } from '../start-jobs.ts'
import { notFound, type UseCaseError, unavailable } from '../use-case-error.ts'
import { findAudiobook } from './find-audiobook.ts'

interface Deps {
  readonly audiobooks: AudiobookRepository
  readonly jobs: JobRepository
  readonly queue: Queue
  readonly logger: Logger
}

/** Edits what people may edit; what is absent from the patch stays. A new priority moves jobs that wait at once. */
export function createUpdateAudiobook(deps: Deps) {
  const { audiobooks } = deps
  return (input: {
    readonly caller: Caller
    readonly audiobookId: string
    readonly patch: AudiobookPatch
  }): ResultAsync<Audiobook, UseCaseError> =>
    findAudiobook(audiobooks, input.caller, input.audiobookId)
      .andThen(() => audiobooks.update(input.audiobookId, input.patch).mapErr(unavailable))
      .andThen((updated) => {
        if (updated === null) return errAsync(notFound('audiobook'))
        return input.patch.priority === undefined ? okAsync(updated) : moveJobs(deps, updated)
      })
}

const moveJobs = (deps: Deps, audiobook: Audiobook): ResultAsync<Audiobook, UseCaseError> =>
  deps.jobs
    .listByAudiobook(audiobook.id)
    .mapErr(unavailable)
    .andThen((jobs) => startJobs(deps, jobs))
    .map(() => audiobook)
