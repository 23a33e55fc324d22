import { err, errAsync, ok, type ResultAsync } from 'neverthrow'
import type { AudiobookRepository } from '../../ports/repositories/audiobooks.ts'
import type { ObjectStream, Storage } from '../../ports/storage.ts'
import type { Caller } from '../caller.ts'
import { notFound, type UseCaseError, unavailable } from '../use-case-error.ts'
import { findAudiobook } from './find-audiobook.ts'

export interface OpenedCover {
  readonly mediaType: string
  readonly object: ObjectStream
  /** Where the image lies, if it is a file of this machine. */
  readonly localPath: string | null
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
      const { mediaType, storageKey } = cover
      return deps.storage
        .get(storageKey)
        .mapErr(unavailable)
        .andThen((object) =>
          object === null
            ? err(notFound('cover'))
            : ok({ mediaType, object, localPath: deps.storage.localPath(storageKey) }),
        )
    })
}
