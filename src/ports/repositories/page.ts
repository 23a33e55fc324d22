/** A stretch of a list. `after` is the last item of the previous page; null starts at the front. */
export interface PageRequest<Cursor> {
  readonly after: Cursor | null
  /** 1..100 */
  readonly limit: number
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly hasMore: boolean
}

/** A place in a list sorted by time of creation, newest first. */
export interface TimeCursor {
  readonly createdAt: Date
  readonly id: string
}

/** A client's promise that two requests are the same one. `requestHash` tells when they are not. */
export interface IdempotencyKey {
  readonly key: string
  readonly requestHash: string
}

/**
 * - `created`: stored now
 * - `replayed`: the same key and request created `existing` before
 * - `key_reused`: the key belongs to a different request
 */
export type CreateOutcome<T> =
  | { readonly outcome: 'created' }
  | { readonly outcome: 'replayed'; readonly existing: T }
  | { readonly outcome: 'key_reused' }
