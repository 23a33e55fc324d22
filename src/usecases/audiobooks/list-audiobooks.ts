import type { ResultAsync } from 'neverthrow'
import type { Audiobook, AudiobookStatus } from '../../domain/audiobook/audiobook.ts'
import type { AudiobookListRequest, AudiobookRepository } from '../../ports/repositories/audiobooks.ts'
import type { Page } from '../../ports/repositories/page.ts'
import { type Caller, ownerScope } from '../caller.ts'
import { type UseCaseError, unavailable } from '../use-case-error.ts'

export interface ListAudiobooksInput {
  readonly caller: Caller
  readonly status?: AudiobookStatus
  /** Part of title or author. */
  readonly text?: string
  readonly request: AudiobookListRequest
}

/** The caller's audiobooks, page by page. */
export function createListAudiobooks(deps: { readonly audiobooks: AudiobookRepository }) {
  return ({ caller, request, ...filter }: ListAudiobooksInput): ResultAsync<Page<Audiobook>, UseCaseError> =>
    deps.audiobooks.list({ ownerId: ownerScope(caller), ...filter }, request).mapErr(unavailable)
}
