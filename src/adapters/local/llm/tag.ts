import type { Evidence, Tag } from '../../../domain/audiobook/ai-output.ts'
import type { BookText } from '../../../ports/llm.ts'
import type { OperationContext } from '../thread/protocol.ts'
import type { Analyser } from './analysis/token.ts'
import { createLexiconScorer } from './lexicon-tags.ts'
import { phraseTags } from './phrase-tags.ts'
import { createPhraseCounter } from './phrases.ts'
import { splitSentences } from './sentences.ts'

const MAX_TAGS = 12

/** A tag before the scores of all kinds are set against each other. */
export interface ProposedTag {
  readonly name: string
  readonly kind: Tag['kind']
  /** 0..1 among all tags. */
  readonly score: number
  readonly evidence: readonly Evidence[]
}

/** Key phrases of the book, and genres, moods and themes by their words. Empty for a book without usable words. */
export function tagBook(book: BookText, analyser: Analyser, context: OperationContext): Tag[] {
  const phrases = createPhraseCounter(analyser)
  const lexicons = createLexiconScorer(analyser)
  let words = 0
  for (const [chapterIndex, chapter] of book.chapters.entries()) {
    const sentences = splitSentences(chapter, book.language)
    for (const [index, sentence] of sentences.entries()) {
      if (index % 100 === 0) context.throwIfStopped()
      const tokens = analyser.analyse(sentence.text)
      words += tokens.length
      phrases.add(sentence, tokens, (chapterIndex + index / sentences.length) / book.chapters.length)
      lexicons.add(sentence, tokens)
    }
    context.reportProgress((chapterIndex + 1) / (book.chapters.length + 1))
  }
  const byWords = lexicons.tags(words)
  const byPhrases = phraseTags(phrases.phrases(), analyser, words)
  return settle([...byWords, ...byPhrases])
}

/** Best first, one of those that look alike, the best at 1. */
function settle(proposed: readonly ProposedTag[]): Tag[] {
  const chosen: ProposedTag[] = []
  for (const tag of proposed.toSorted((a, b) => b.score - a.score || a.name.localeCompare(b.name, 'en'))) {
    if (chosen.length >= MAX_TAGS) break
    if (!chosen.some((other) => looksAlike(other.name, tag.name))) chosen.push(tag)
  }
  const best = chosen[0]?.score ?? 1
  return chosen.map((tag) => ({ ...tag, score: Math.round((tag.score / best) * 1000) / 1000 }))
}

const MIN_SHARED_CHARACTERS = 4
const MAX_ENDING_CHARACTERS = 2

/** `sea` and `the sea`, `lamp` and `lamps`. */
function looksAlike(left: string, right: string): boolean {
  const [short, long] = [left, right]
    .map((name) => name.replace(/^the /, ''))
    .sort((a, b) => a.length - b.length)
  if (short === undefined || long === undefined) return false
  if (short === long) return true
  return (
    short.length >= MIN_SHARED_CHARACTERS &&
    !long.includes(' ') &&
    long.length - short.length <= MAX_ENDING_CHARACTERS &&
    long.startsWith(short)
  )
}
