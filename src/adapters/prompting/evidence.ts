import type { Evidence } from '../../domain/audiobook/ai-output.ts'
import { createQuoteLocator, type QuoteLocator } from '../../domain/audiobook/locate-quote.ts'
import type { BookText } from '../../ports/llm.ts'

export interface ClaimedQuote {
  readonly quote: string
  readonly chapter_number: number
}

/** A word or two occur in every book and prove nothing; eight letters are a clause in the densest scripts. */
const MIN_QUOTE_LETTERS = 8

export type EvidenceVerifier = (claims: readonly ClaimedQuote[]) => Evidence[]

/**
 * Keeps the quotes that the book contains, as it contains them, and that say something; looks in the other chapters if need be. Chapters are
 * taken apart only when a quote is looked for in them: a long book is hundreds of thousands of words.
 */
export function createEvidenceVerifier(book: BookText): EvidenceVerifier {
  const chapters = new Map(book.chapters.map((chapter) => [chapter.number, chapter.lines]))
  const locators = new Map<number, QuoteLocator>()
  const locate = (chapterNumber: number, quote: string) => {
    const lines = chapters.get(chapterNumber)
    if (lines === undefined) return null
    const locator = locators.get(chapterNumber) ?? createQuoteLocator(lines)
    locators.set(chapterNumber, locator)
    return locator(quote)
  }
  const verify = (claim: ClaimedQuote): Evidence[] => {
    for (const chapterNumber of new Set([claim.chapter_number, ...chapters.keys()])) {
      const located = locate(chapterNumber, claim.quote)
      if (located !== null && isTelling(located.quote)) return [{ ...located, chapterNumber }]
    }
    return []
  }
  return (claims) => [
    ...new Map(
      claims.flatMap(verify).map((evidence) => [`${evidence.chapterNumber} ${evidence.quote}`, evidence]),
    ).values(),
  ]
}

const isTelling = (quote: string): boolean =>
  (quote.match(/[\p{L}\p{N}]/gu) ?? []).length >= MIN_QUOTE_LETTERS
