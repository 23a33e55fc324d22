import { errAsync, ok, type ResultAsync, safeTry } from 'neverthrow'
import type { PageRequest, TimeCursor } from '../../ports/repositories/page.ts'
import type { WebhookRepository } from '../../ports/repositories/webhooks.ts'
import { createDeleteAudiobook } from '../audiobooks/delete-audiobook.ts'
import { selectAudiobooks } from '../audiobooks/select-audiobooks.ts'
import type { Caller } from '../caller.ts'
import { createDeleteUpload } from '../uploads/delete-upload.ts'
import { type UseCaseError, unavailable } from '../use-case-error.ts'

/** Most books, and most uploads, of one call. */
export const MAX_DELETED_OF_OWNER = 100

type Deps = Parameters<typeof createDeleteAudiobook>[0] &
  Parameters<typeof createDeleteUpload>[0] & { readonly webhooks: Pick<WebhookRepository, 'list' | 'remove'> }

export interface DeletedData {
  readonly ownerId: string
  /** Removed; of a dry run those that would be. */
  readonly audiobooks: number
  /** Uploads that became no book. */
  readonly uploads: number
  /** With their secrets and deliveries. */
  readonly webhooks: number
  /** More is there: ask again. */
  readonly hasMore: boolean
}

const staticTokensOnly: UseCaseError = {
  kind: 'forbidden',
  code: 'owner_not_yours',
  message: 'Only a static admin token may delete the data of an owner.',
}

/**
 * Removes what an owner has, a bounded part with each call: books with their transcripts, outputs, vectors and jobs, those
 * that run included, uploads, and webhooks. Objects are recorded for removal in the same transactions. Repeating it is safe.
 */
export function createDeleteOwnerData(deps: Deps) {
  const deleteAudiobook = createDeleteAudiobook(deps)
  const deleteUpload = createDeleteUpload(deps)

  /** Whether it is gone. An open one ends first; its receiver, if there is one, learns of it with its next bytes. */
  const removeUpload = (caller: Caller, uploadId: string): ResultAsync<boolean, UseCaseError> =>
    safeTry<boolean, UseCaseError>(async function* () {
      for (const _step of ['end', 'remove']) {
        const deleted = await deleteUpload({ caller, uploadId })
        if (deleted.isOk()) continue
        if (deleted.error.kind === 'not_found') return ok(true)
        // Still being received, or a book was made of it meanwhile: for the next call.
        if (deleted.error.kind === 'conflict') return ok(false)
        yield* deleted
      }
      return ok(true)
    })

  return (input: {
    readonly caller: Caller
    readonly ownerId: string
    readonly dryRun: boolean
  }): ResultAsync<DeletedData, UseCaseError> => {
    const { caller, ownerId, dryRun } = input
    if (!caller.seesAll) return errAsync(staticTokensOnly)
    const owner: Caller = { ownerId, seesAll: false }
    return safeTry<DeletedData, UseCaseError>(async function* () {
      const selection = { caller: owner, filter: {}, after: null, limit: MAX_DELETED_OF_OWNER }
      const books = yield* await selectAudiobooks(deps.audiobooks, selection)
      for (const { id } of dryRun ? [] : books.items) {
        const deleted = await deleteAudiobook({ caller: owner, audiobookId: id })
        if (deleted.isErr() && deleted.error.kind !== 'not_found') yield* deleted
      }
      const webhooks = yield* await removeWebhooks(deps.webhooks, ownerId, dryRun)
      const told = { ownerId, audiobooks: books.items.length, webhooks }
      // Uploads of books that are still there would be in the way of the others.
      if (books.hasMore) return ok({ ...told, uploads: 0, hasMore: true })
      const ofBooks = new Set(books.items.map(({ uploadId }) => uploadId))
      const uploads = yield* await looseUploads(deps.uploads, ownerId, ofBooks)
      let left = 0
      for (const id of dryRun ? [] : uploads.ids) {
        if (!(yield* await removeUpload(owner, id))) left += 1
      }
      return ok({ ...told, uploads: uploads.ids.length - left, hasMore: uploads.hasMore || left > 0 })
    })
  }
}

/** There are fewer of them than fit into a page. */
const removeWebhooks = (webhooks: Deps['webhooks'], ownerId: string, dryRun: boolean) =>
  safeTry<number, UseCaseError>(async function* () {
    const request = { after: null, limit: MAX_DELETED_OF_OWNER }
    const { items } = yield* await webhooks.list(ownerId, request).mapErr(unavailable)
    for (const { id } of dryRun ? [] : items) yield* await webhooks.remove(id).mapErr(unavailable)
    return ok(items.length)
  })

/** So many pages hold the uploads of all books of a call, and as many others. */
const MAX_UPLOAD_PAGES = 2

/** Those that no book was made of, which go with their books. */
const looseUploads = (uploads: Deps['uploads'], ownerId: string, ofBooks: ReadonlySet<string>) =>
  safeTry<{ readonly ids: readonly string[]; readonly hasMore: boolean }, UseCaseError>(async function* () {
    const ids: string[] = []
    let after: TimeCursor | null = null
    for (let page = 0; page < MAX_UPLOAD_PAGES; page += 1) {
      const request: PageRequest<TimeCursor> = { after, limit: MAX_DELETED_OF_OWNER }
      const { items, hasMore } = yield* await uploads.list({ ownerId }, request).mapErr(unavailable)
      ids.push(...items.map(({ id }) => id).filter((id) => !ofBooks.has(id)))
      after = items.at(-1) ?? null
      if (!hasMore)
        return ok({ ids: ids.slice(0, MAX_DELETED_OF_OWNER), hasMore: ids.length > MAX_DELETED_OF_OWNER })
    }
    return ok({ ids: ids.slice(0, MAX_DELETED_OF_OWNER), hasMore: true })
  })
