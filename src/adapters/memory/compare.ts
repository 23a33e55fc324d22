import type { TimeCursor } from '../../ports/repositories/page.ts'

export type Order<T> = (a: T, b: T) => number

/** By code units, which for UUIDs and ASCII is the order of the database. */
export const compareText: Order<string> = (a, b) => (a === b ? 0 : a < b ? -1 : 1)

export const oldestFirst: Order<TimeCursor> = (a, b) =>
  a.createdAt.getTime() - b.createdAt.getTime() || compareText(a.id, b.id)
