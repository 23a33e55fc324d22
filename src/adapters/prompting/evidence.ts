import type { Evidence } from '../../domain/audiobook/ai-output.ts'
import { createQuoteLocator, type QuoteLocator } from '../../domain/audiobook/locate-quote.ts'
import type { BookText } from '../../ports/llm.ts'

export interface ClaimedQuote {
  readonly quote: string
  readonly chapter_number: number
}

export type EvidenceVerifier = (claims: readonly ClaimedQuote[]) => Evidence[]

/** Keeps the quotes that the book contains, as it contains them; looks in the other chapters if need be. */
export function createEvidenceVerifier(book: BookText): EvidenceVerifier {
  const locators = new Map<number, QuoteLocator>(
    book.chapters.map((chapter) => [chapter.number, createQuoteLocator(chapter.lines)]),
  )
  return (claims) => {
    const found = claims.flatMap((claim) => {
      const numbers = [claim.chapter_number, ...locators.keys()]
      for (const chapterNumber of numbers) {
        const located = locators.get(chapterNumber)?.(claim.quote)
        if (located) return [{ ...located, chapterNumber }]
      }
      return []
    })
    return [
      ...new Map(found.map((evidence) => [`${evidence.chapterNumber} ${evidence.quote}`, evidence])).values(),
    ]
  }
}
