import type { ResultAsync } from 'neverthrow'
import type { Audiobook } from '../../domain/audiobook/audiobook.ts'
import type { AudiobookFilter, AudiobookRepository } from '../../ports/repositories/audiobooks.ts'
import type { Page, TimeCursor } from '../../ports/repositories/page.ts'
import type { Caller } from '../caller.ts'
import { type UseCaseError, unavailable } from '../use-case-error.ts'

/** Most books of one call. */
export const MAX_SELECTED_BOOKS = 100

/** Which books a call is about. */
export interface BookSelection {
  readonly caller: Caller
  readonly filter: Omit<AudiobookFilter, 'ownerId'> & { readonly ownerId?: string }
  /** The last book of the call before. */
  readonly after: TimeCursor | null
  /** 1..`MAX_SELECTED_BOOKS` */
  readonly limit: number
}

/** Those of the books that the caller may see, newest first. */
export const selectAudiobooks = (
  audiobooks: AudiobookRepository,
  { caller, filter, after, limit }: BookSelection,
): ResultAsync<Page<Audiobook>, UseCaseError> =>
  audiobooks
    .list(
      { ...filter, ...ownerOf(caller, filter.ownerId) },
      {
        sort: 'created_at',
        direction: 'desc',
        limit,
        after: after && { id: after.id, value: after.createdAt.toISOString() },
      },
    )
    .mapErr(unavailable)

/** Of an owner that the caller is not there is nothing to see. */
export function ownerOf(
  caller: Caller,
  wanted: string | undefined,
): { readonly ownerId: string | null; readonly ids?: readonly string[] } {
  if (caller.seesAll) return { ownerId: wanted ?? null }
  return wanted === undefined || wanted === caller.ownerId
    ? { ownerId: caller.ownerId }
    : { ownerId: caller.ownerId, ids: [] }
}
