import type { PassageLine } from './passage.ts'
import { placeWords } from './words.ts'

/** A stretch of lines, `from` and `to` inclusive. */
export interface LocatedLines {
  readonly from: number
  readonly to: number
}

/** A match spread over more lines than this is not one place to jump to. */
const MAX_LINES = 3

/**
 * The shortest stretch of up to three lines that has the most different words of a query; of equal ones that with
 * most occurrences, then the earlier. Null when no line has any: then the whole passage is the hit.
 */
export function locate(lines: readonly PassageLine[], stems: ReadonlySet<string>): LocatedLines | null {
  const found = lines.map((line) =>
    placeWords(line.text)
      .map(({ stem }) => stem)
      .filter((stem) => stems.has(stem)),
  )
  let best: (LocatedLines & { readonly merit: readonly number[] }) | null = null
  for (let from = 0; from < lines.length; from += 1) {
    for (let to = from; to < Math.min(lines.length, from + MAX_LINES); to += 1) {
      const matches = found.slice(from, to + 1).flat()
      const merit = [new Set(matches).size, from - to, matches.length]
      if (matches.length > 0 && (best === null || outranks(merit, best.merit))) best = { from, to, merit }
    }
  }
  return best === null ? null : { from: best.from, to: best.to }
}

function outranks(merit: readonly number[], other: readonly number[]): boolean {
  const difference = merit.map((value, index) => value - (other[index] ?? 0)).find((value) => value !== 0)
  return difference !== undefined && difference > 0
}
