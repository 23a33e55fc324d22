/** Who calls. A caller sees and changes only what it owns, unless it sees all. */
export interface Caller {
  /** Subject of the token; the owner of what the caller creates. */
  readonly ownerId: string
  readonly seesAll: boolean
  /** When its token expires; absent: it doesn't. */
  readonly expiresAt?: Date
}

/** The owner to restrict a query to; null for every owner. */
export const ownerScope = (caller: Caller): string | null => (caller.seesAll ? null : caller.ownerId)

/** What belongs to someone else is, to this caller, not there. */
export const maySee = (caller: Caller, owned: { readonly ownerId: string }): boolean =>
  caller.seesAll || caller.ownerId === owned.ownerId
