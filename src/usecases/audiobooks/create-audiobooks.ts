import { ResultAsync } from 'neverthrow'
import type { IdempotencyKey } from '../../ports/repositories/page.ts'
import type { UseCaseError } from '../use-case-error.ts'
import {
  type CreateAudiobookInput,
  type CreatedAudiobook,
  createCreateAudiobook,
} from './create-audiobook.ts'

/** Most books of one call. */
export const MAX_CREATED_BOOKS = 100

export type CreatedItem =
  | { readonly outcome: 'created'; readonly created: CreatedAudiobook }
  | { readonly outcome: 'refused'; readonly error: UseCaseError }

/**
 * Makes an audiobook of each upload, one after the other; each succeeds or fails by itself. Repeating it with the keys of the
 * items answers what they made, and tries again what failed.
 */
export function createCreateAudiobooks(deps: Parameters<typeof createCreateAudiobook>[0]) {
  const createAudiobook = createCreateAudiobook(deps)
  const one = async (input: CreateAudiobookInput): Promise<CreatedItem> => {
    const created = await createAudiobook(input)
    return created.isOk()
      ? { outcome: 'created', created: created.value }
      : { outcome: 'refused', error: created.error }
  }
  return (inputs: readonly CreateAudiobookInput[]): ResultAsync<readonly CreatedItem[], never> =>
    ResultAsync.fromSafePromise(
      (async () => {
        const items: CreatedItem[] = []
        for (const input of inputs) items.push(await one(input))
        return items
      })(),
    )
}

/** Of the item at this place. A client's own keys hold no spaces. */
export const itemKey = (whole: string, place: number, requestHash: string): IdempotencyKey => ({
  key: `${whole} ${place}`,
  requestHash,
})
