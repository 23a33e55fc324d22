/** A sentence as its content words; each term's weight grows with its count and its rarity. */
export type TermVector = ReadonlyMap<string, number>

const DAMPING = 0.85
const ROUNDS = 30
const DIVERSITY = 0.5

/** Unit length; empty for a sentence without content words. */
export function termVector(terms: readonly string[], weight: (term: string) => number): TermVector {
  const vector = new Map<string, number>()
  for (const term of terms) vector.set(term, (vector.get(term) ?? 0) + weight(term))
  let squares = 0
  for (const value of vector.values()) squares += value * value
  const length = Math.sqrt(squares)
  if (length === 0) return new Map()
  for (const [term, value] of vector) vector.set(term, value / length)
  return vector
}

export function cosine(left: TermVector, right: TermVector): number {
  const [small, large] = left.size <= right.size ? [left, right] : [right, left]
  let sum = 0
  for (const [term, value] of small) sum += value * (large.get(term) ?? 0)
  return sum
}

/**
 * Continuous LexRank (Erkan, Radev: LexRank: Graph-based Lexical Centrality as Salience in Text Summarization, 2004):
 * a sentence matters when it resembles sentences that matter. The work is quadratic, so callers bound the number of
 * sentences. Answers values from 0 to 1, the best is 1.
 */
export function lexRank(vectors: readonly TermVector[]): number[] {
  const count = vectors.length
  const similarity = new Float64Array(count * count)
  for (let row = 0; row < count; row += 1) {
    for (let column = row + 1; column < count; column += 1) {
      const value = cosine(vectors[row] ?? new Map(), vectors[column] ?? new Map())
      similarity[row * count + column] = value
      similarity[column * count + row] = value
    }
  }
  const sums = Array.from({ length: count }, (_, row) =>
    similarity.subarray(row * count, (row + 1) * count).reduce((sum, value) => sum + value, 0),
  )
  let ranks = new Float64Array(count).fill(1 / count)
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = new Float64Array(count).fill((1 - DAMPING) / count)
    for (let row = 0; row < count; row += 1) {
      const share = (DAMPING * (ranks[row] ?? 0)) / (sums[row] || 1)
      if (share === 0) continue
      for (let column = 0; column < count; column += 1) {
        next[column] = (next[column] ?? 0) + share * (similarity[row * count + column] ?? 0)
      }
    }
    ranks = next
  }
  const best = ranks.reduce((highest, value) => Math.max(highest, value), 0)
  return Array.from(ranks, (value) => (best === 0 ? 0 : value / best))
}

export interface Scored {
  readonly vector: TermVector
  readonly score: number
}

/**
 * Maximal marginal relevance (Carbonell, Goldstein, 1998): the best ones that do not repeat what was already chosen.
 * Answers at most `count` of the given: `first`, then the others, best first.
 */
export function chooseDiverse<T extends Scored>(
  candidates: readonly T[],
  count: number,
  first: readonly T[] = [],
): T[] {
  const chosen = first.slice(0, count)
  const left = new Set(candidates.filter((one) => !chosen.includes(one)))
  while (chosen.length < count && left.size > 0) {
    let best: T | null = null
    let bestValue = Number.NEGATIVE_INFINITY
    for (const candidate of left) {
      const closest = chosen.reduce((most, one) => Math.max(most, cosine(one.vector, candidate.vector)), 0)
      const value = candidate.score - DIVERSITY * closest
      if (value > bestValue) {
        best = candidate
        bestValue = value
      }
    }
    if (best === null) break
    left.delete(best)
    chosen.push(best)
  }
  return chosen
}
