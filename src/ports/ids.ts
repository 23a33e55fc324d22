/** Makes identifiers: UUIDv7, so that they sort by time of creation. */
export interface Ids {
  next(): string
}

/** Uniform in [0, 1). */
export type Random = () => number
