import { errAsync, okAsync, type ResultAsync } from 'neverthrow'
import type { Audiobook } from '../../domain/audiobook/audiobook.ts'
import type { AudiobookPatch, AudiobookRepository } from '../../ports/repositories/audiobooks.ts'
import type { Caller } from '../caller.ts'
import { notFound, type UseCaseError, unavailable } from '../use-case-error.ts'
import { findAudiobook } from './find-audiobook.ts'

/** Edits what people may edit; what is absent from the patch stays. */
export function createUpdateAudiobook({ audiobooks }: { readonly audiobooks: AudiobookRepository }) {
  return (input: {
    readonly caller: Caller
    readonly audiobookId: string
    readonly patch: AudiobookPatch
  }): ResultAsync<Audiobook, UseCaseError> =>
    findAudiobook(audiobooks, input.caller, input.audiobookId)
      .andThen(() => audiobooks.update(input.audiobookId, input.patch).mapErr(unavailable))
      .andThen((updated) => (updated === null ? errAsync(notFound('audiobook')) : okAsync(updated)))
}
