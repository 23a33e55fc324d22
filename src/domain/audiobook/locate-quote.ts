import type { PassageLine } from '../search/passage.ts'

export interface LocatedQuote {
  /** As it stands in one line. */
  readonly quote: string
  /** When the quote begins: its place in the line, taking an even pace. */
  readonly startSeconds: number
}

interface PlacedWord {
  readonly key: string
  readonly lineIndex: number
  readonly start: number
  readonly end: number
}

export type QuoteLocator = (quote: string) => LocatedQuote | null

/** Bounds the work spent on one quote of a writer who may send anything. */
const MAX_QUOTE_WORDS = 200

/**
 * Finds where a chapter says what a quote claims, whatever its case and punctuation, and answers with the chapter's
 * own text. A quote that runs over several lines yields its longest stretch within one line. Null when the words
 * don't occur in this order.
 */
export function createQuoteLocator(lines: readonly PassageLine[]): QuoteLocator {
  const words = lines.flatMap((line, lineIndex) => placeWords(line.text, lineIndex))
  const positions = Map.groupBy(words.keys(), (position) => words[position]?.key ?? '')
  return (quote) => {
    const wanted = placeWords(quote, 0)
    const [first] = wanted
    if (first === undefined || wanted.length > MAX_QUOTE_WORDS) return null
    const found = (positions.get(first.key) ?? []).find((position) =>
      wanted.every((word, offset) => words[position + offset]?.key === word.key),
    )
    return found === undefined ? null : longestStretch(lines, words.slice(found, found + wanted.length))
  }
}

function placeWords(text: string, lineIndex: number): PlacedWord[] {
  return Array.from(text.matchAll(/[\p{L}\p{N}\p{M}]+/gu), (match) => ({
    key: match[0].normalize('NFKC').toLowerCase(),
    lineIndex,
    start: match.index,
    end: match.index + match[0].length,
  }))
}

function longestStretch(lines: readonly PassageLine[], words: readonly PlacedWord[]): LocatedQuote | null {
  const stretches = [...Map.groupBy(words, (word) => word.lineIndex).values()]
  const [longest] = stretches.sort((a, b) => b.length - a.length)
  const from = longest?.at(0)
  const to = longest?.at(-1)
  const line = from === undefined ? undefined : lines[from.lineIndex]
  if (from === undefined || to === undefined || line === undefined) return null
  const closing = /^["'”’)\]]*[.,;:!?…]*["'”’)\]]*/u.exec(line.text.slice(to.end))?.[0] ?? ''
  return {
    quote: line.text.slice(from.start, to.end + closing.length),
    startSeconds: secondsAt(line, from.start),
  }
}

/** Time of a character of a line, taking an even pace. */
export function secondsAt(line: PassageLine, offset: number): number {
  const share = line.text.length === 0 ? 0 : offset / line.text.length
  return Math.round((line.startSeconds + (line.endSeconds - line.startSeconds) * share) * 1000) / 1000
}
