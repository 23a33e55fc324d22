import { err, errAsync, ok, type ResultAsync } from 'neverthrow'
import type { AudiobookRepository } from '../../ports/repositories/audiobooks.ts'
import type { ObjectStream, Storage } from '../../ports/storage.ts'
import type { Caller } from '../caller.ts'
import { notFound, type UseCaseError, unavailable } from '../use-case-error.ts'
import { findAudiobook } from './find-audiobook.ts'

export interface OpenedCover {
  readonly mediaType: string
  readonly object: ObjectStream
}

/** The image that was found in the audio file. */
export function createOpenCover(deps: {
  readonly audiobooks: AudiobookRepository
  readonly storage: Storage
}) {
  return (input: {
    readonly caller: Caller
    readonly audiobookId: string
  }): ResultAsync<OpenedCover, UseCaseError> =>
    findAudiobook(deps.audiobooks, input.caller, input.audiobookId).andThen(({ audiobook: { cover } }) => {
      if (cover === null) return errAsync(notFound('cover'))
      return deps.storage
        .get(cover.storageKey)
        .mapErr(unavailable)
        .andThen((object) =>
          object === null ? err(notFound('cover')) : ok({ mediaType: cover.mediaType, object }),
        )
    })
}
