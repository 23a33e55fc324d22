import type { Summary } from '../../../domain/audiobook/ai-output.ts'
import type { BookText } from '../../../ports/llm.ts'
import type { OperationContext } from '../thread/protocol.ts'
import type { Analyser } from './analysis/token.ts'
import { chooseDiverse, lexRank } from './lexrank.ts'
import { ENDS_OPEN, type RankedSentence, rankSentences, standsAlone } from './rank-sentences.ts'
import { quoteOf, splitSentences } from './sentences.ts'

/** Enters the second round, in which chapters meet; bounds its quadratic work. */
const MAX_CANDIDATES = 300
const MAX_CANDIDATES_PER_CHAPTER = 12
const MAX_SUMMARY_SENTENCES = 9
const MAX_SUMMARY_WORDS = 230
const MAX_CHAPTER_SENTENCES = 4
const MAX_DESCRIPTION_CHARACTERS = 280
/** The description must not give the end away. */
const DESCRIPTION_SHARE = 0.5

interface Place extends RankedSentence {
  /** 0..1, from the start of the book. */
  readonly place: number
}

/**
 * Extractive: sentences of the book itself, chosen by LexRank in two rounds (within windows of a chapter, then the best
 * of all chapters together) and thinned by maximal marginal relevance. Null for a book without usable words.
 */
export function summarizeBook(book: BookText, analyser: Analyser, context: OperationContext): Summary | null {
  const chapterSummaries: { chapterNumber: number; text: string }[] = []
  const candidates: Place[] = []
  const perChapter = Math.max(
    1,
    Math.min(MAX_CANDIDATES_PER_CHAPTER, Math.floor(MAX_CANDIDATES / book.chapters.length)),
  )
  let sentenceCount = 0
  for (const [chapterIndex, chapter] of book.chapters.entries()) {
    const ranked = rankSentences(splitSentences(chapter, book.language), analyser, context)
    const best = ranked.filter((one) => one.vector.size > 0).sort((a, b) => b.score - a.score)
    if (best.length > 0) {
      const count = Math.min(MAX_CHAPTER_SENTENCES, Math.max(1, Math.ceil(best.length / 5)))
      const chosen = chooseDiverse(best.slice(0, MAX_CANDIDATES), count).sort((a, b) => a.index - b.index)
      chapterSummaries.push({ chapterNumber: chapter.number, text: proseOf(chosen) })
    }
    for (const one of chooseDiverse(best.slice(0, MAX_CANDIDATES), chapterShare(book, perChapter))) {
      candidates.push({ ...one, place: (chapterIndex + one.index / ranked.length) / book.chapters.length })
    }
    sentenceCount += ranked.length
    context.reportProgress((chapterIndex + 1) / (book.chapters.length + 1))
  }
  if (candidates.length === 0) return null
  const rescored = rescore(spread(candidates))
  const chosen = chooseSummary(rescored, sentenceCount)
  return {
    text: proseOf(chosen),
    shortDescription: describe(rescored),
    chapterSummaries,
    evidence: chosen.map((one) => quoteOf(one.sentence)).filter((evidence) => evidence !== null),
  }
}

/** A book of one chapter has more to offer from it. */
function chapterShare(book: BookText, perChapter: number): number {
  return book.chapters.length === 1 ? MAX_CANDIDATES_PER_CHAPTER * 4 : perChapter
}

/** Evenly over a book of very many chapters. */
function spread(candidates: readonly Place[]): Place[] {
  const step = Math.max(1, candidates.length / MAX_CANDIDATES)
  const count = Math.min(MAX_CANDIDATES, candidates.length)
  return Array.from({ length: count }, (_, index) => candidates[Math.floor(index * step)]).filter(
    (one) => one !== undefined,
  )
}

/** In the second round a sentence counts by itself and by what it has in common with the rest of the book. */
function rescore(candidates: readonly Place[]): Place[] {
  const ranks = lexRank(candidates.map((one) => one.vector))
  return candidates.map((one, index) => ({ ...one, score: one.score * (0.5 + 0.5 * (ranks[index] ?? 0)) }))
}

function chooseSummary(candidates: readonly Place[], sentenceCount: number): Place[] {
  const wanted = Math.round(2 + Math.log2(Math.max(1, sentenceCount / 6)))
  const count = Math.max(1, Math.min(MAX_SUMMARY_SENTENCES, wanted, Math.ceil(sentenceCount / 2)))
  const chosen: Place[] = []
  let words = 0
  for (const one of chooseDiverse(candidates, count, bestOfThirds(candidates))) {
    words += one.sentence.text.split(/\s+/u).length
    if (chosen.length > 0 && words > MAX_SUMMARY_WORDS) break
    chosen.push(one)
  }
  return chosen.sort((a, b) => a.place - b.place)
}

/** Beginning, middle and end each have a say. */
function bestOfThirds(candidates: readonly Place[]): Place[] {
  const thirds = Map.groupBy(candidates, (one) => Math.floor(one.place * 3))
  return [...thirds.values()].flatMap((third) => third.toSorted((a, b) => b.score - a.score).slice(0, 1))
}

/** What begins a story also introduces it; sentences that lean on others are a last resort. */
function describe(candidates: readonly Place[]): string {
  const early = candidates.filter((one) => one.place < DESCRIPTION_SHARE)
  const clear = early.filter((one) => standsAlone(one.sentence.text))
  const [pool = candidates] = [clear, early].filter((list) => list.length > 0)
  const introducing = pool.map((one) => ({ ...one, score: one.score * (1 - one.place) }))
  const [best, second] = chooseDiverse(introducing, 2)
  if (best === undefined) return ''
  const both = second === undefined ? [best] : [best, second].sort((a, b) => a.place - b.place)
  const text = proseOf(both)
  return text.length <= MAX_DESCRIPTION_CHARACTERS
    ? text
    : shorten(proseOf([best]), MAX_DESCRIPTION_CHARACTERS)
}

function shorten(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text
  const space = text.lastIndexOf(' ', maxCharacters - 1)
  return `${text.slice(0, space > maxCharacters / 2 ? space : maxCharacters - 1)}…`
}

function proseOf(sentences: readonly RankedSentence[]): string {
  return sentences.map((one) => asSentence(one.sentence.text)).join(' ')
}

/** Recognised speech has no capitals and points; a reader expects them. */
function asSentence(text: string): string {
  const spaced = text.replace(/\s+/gu, ' ').trim().replace(ENDS_OPEN, '')
  const capitalised = spaced.replace(
    /^(\P{L}*)(\p{L})/u,
    (_, before: string, first: string) => before + first.toUpperCase(),
  )
  const ended = /[.!?…。！？।؟]["'”’»)]*$/u.test(capitalised)
    ? capitalised
    : `${capitalised.replace(/[,;:–—-]+$/u, '')}.`
  return ended.replace(/\bi\b(?=['’ ])/gu, 'I')
}
