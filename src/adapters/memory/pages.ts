import type { Page, PageRequest, TimeCursor } from '../../ports/repositories/page.ts'

type Order<T> = (a: T, b: T) => number

export const newestFirst: Order<TimeCursor> = (a, b) =>
  b.createdAt.getTime() - a.createdAt.getTime() || compareText(b.id, a.id)

/** By code units, which for UUIDs and ASCII is the order of the database. */
export const compareText: Order<string> = (a, b) => (a === b ? 0 : a < b ? -1 : 1)

/** The items after the cursor in that order. A cursor is what of an item the order looks at. */
export function pageAfter<Cursor, T extends Cursor>(
  items: readonly T[],
  order: Order<Cursor>,
  { after, limit }: PageRequest<Cursor>,
): Page<T> {
  const sorted = items.toSorted(order)
  const rest = after === null ? sorted : sorted.filter((item) => order(after, item) < 0)
  return { items: rest.slice(0, limit), hasMore: rest.length > limit }
}
