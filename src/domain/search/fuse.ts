/** Where a passage stood in one ranked list. */
export type MatchKind = 'words' | 'meaning'

export interface RankedList<T> {
  readonly kind: MatchKind
  /** Share of this list in the score, greater than 0. */
  readonly weight: number
  /** Best first; no item twice. */
  readonly items: readonly T[]
}

export interface FusedHit<T> {
  readonly item: T
  /** 0..1; 1 means first in every list. Comparable within one answer only. */
  readonly score: number
  readonly matchedBy: readonly MatchKind[]
}

/** How slowly a rank loses weight; the value of Cormack, Clarke and Büttcher, SIGIR 2009. */
const RANK_CONSTANT = 60

/**
 * Weighted reciprocal rank fusion: scores of different kinds can't be compared, ranks can. What stands in several
 * lists adds up. Ties go to what more lists found, then to the order of the lists.
 */
export function fuse<T>(lists: readonly RankedList<T>[], idOf: (item: T) => string): FusedHit<T>[] {
  const fused = new Map<string, { item: T; sum: number; matchedBy: MatchKind[] }>()
  for (const { kind, weight, items } of lists) {
    items.forEach((item, index) => {
      const entry = fused.get(idOf(item)) ?? { item, sum: 0, matchedBy: [] }
      entry.sum += weight / (RANK_CONSTANT + index + 1)
      entry.matchedBy.push(kind)
      fused.set(idOf(item), entry)
    })
  }
  const best = lists.reduce((sum, { weight }) => sum + weight, 0) / (RANK_CONSTANT + 1)
  return [...fused.values()]
    .sort((a, b) => b.sum - a.sum || b.matchedBy.length - a.matchedBy.length)
    .map(({ item, sum, matchedBy }) => ({ item, score: Math.min(1, sum / best), matchedBy }))
}
