import { errAsync, okAsync, type ResultAsync } from 'neverthrow'
import type { AudiobookDetail } from '../../domain/audiobook/audiobook.ts'
import type { AudiobookRepository } from '../../ports/repositories/audiobooks.ts'
import { type Caller, maySee } from '../caller.ts'
import { notFound, type UseCaseError, unavailable } from '../use-case-error.ts'

/** The book with its chapters, if the caller may see it; `audiobook_not_found` otherwise. */
export const findAudiobook = (
  audiobooks: AudiobookRepository,
  caller: Caller,
  audiobookId: string,
): ResultAsync<AudiobookDetail, UseCaseError> =>
  audiobooks
    .find(audiobookId)
    .mapErr(unavailable)
    .andThen((detail) =>
      detail !== null && maySee(caller, detail.audiobook) ? okAsync(detail) : errAsync(notFound('audiobook')),
    )
