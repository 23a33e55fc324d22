import { errAsync, ok, type ResultAsync, safeTry } from 'neverthrow'
import { noFilter, type UseCaseError } from '../use-case-error.ts'
import { createDeleteAudiobook } from './delete-audiobook.ts'
import { type BookSelection, selectAudiobooks } from './select-audiobooks.ts'

export interface DeletedBooks {
  /** Removed; of a dry run those that match. */
  readonly audiobookIds: readonly string[]
  /** More match: ask again. */
  readonly hasMore: boolean
}

/** Removes all books that match, one after the other. A selection that selects nothing is refused. */
export function createDeleteAudiobooks(deps: Parameters<typeof createDeleteAudiobook>[0]) {
  const deleteAudiobook = createDeleteAudiobook(deps)
  return (
    input: Omit<BookSelection, 'after'> & { readonly dryRun: boolean },
  ): ResultAsync<DeletedBooks, UseCaseError> => {
    const { caller, filter, dryRun } = input
    if (Object.keys(filter).length === 0) return errAsync(noFilter)
    return selectAudiobooks(deps.audiobooks, { ...input, after: null }).andThen(({ items, hasMore }) =>
      safeTry<DeletedBooks, UseCaseError>(async function* () {
        const audiobookIds: string[] = []
        for (const { id } of items) {
          const deleted = dryRun ? ok(undefined) : await deleteAudiobook({ caller, audiobookId: id })
          // Someone else was quicker.
          if (deleted.isErr() && deleted.error.kind === 'not_found') continue
          yield* deleted
          audiobookIds.push(id)
        }
        return ok({ audiobookIds, hasMore })
      }),
    )
  }
}
