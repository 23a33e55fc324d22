import type { Page, PageRequest, TimeCursor } from '../../ports/repositories/page.ts'
import { type Order, oldestFirst } from './compare.ts'

export const newestFirst: Order<TimeCursor> = (a, b) => oldestFirst(b, a)

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
