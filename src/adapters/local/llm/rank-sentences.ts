import type { OperationContext } from '../thread/protocol.ts'
import type { Analyser } from './analysis/token.ts'
import { lexRank, type Scored, termVector } from './lexrank.ts'
import type { Sentence } from './sentences.ts'

/** LexRank is quadratic, so a chapter is ranked in windows of so many sentences. */
const WINDOW_SENTENCES = 150

export interface RankedSentence extends Scored {
  readonly sentence: Sentence
  /** Place in the chapter. */
  readonly index: number
}

/** All sentences of a chapter, in order, each with how well it stands for its surroundings. */
export function rankSentences(
  sentences: readonly Sentence[],
  analyser: Analyser,
  context: OperationContext,
): RankedSentence[] {
  const ranked: RankedSentence[] = []
  for (let from = 0; from < sentences.length; from += WINDOW_SENTENCES) {
    context.throwIfStopped()
    const window = sentences.slice(from, from + WINDOW_SENTENCES)
    const tokens = window.map((sentence) => analyser.analyse(sentence.text))
    const vectors = tokens.map((words) =>
      termVector(
        words.filter((word) => word.isTelling).map((word) => word.lemma),
        (term) => 0.1 + analyser.rarity(term),
      ),
    )
    const ranks = lexRank(vectors)
    for (const [offset, sentence] of window.entries()) {
      const index = from + offset
      const named = tokens[offset]?.some((token) => token.wordClass === 'name') === true
      const quality = readability(sentence.text, named) * positionFactor(index, sentences.length)
      const vector = vectors[offset] ?? new Map()
      ranked.push({ sentence, index, vector, score: (ranks[offset] ?? 0) * quality })
    }
  }
  return ranked
}

const POINTS_BACK =
  /^["'“‘(]?(?:and|but|so|then|because|or|yet|he|she|it|they|him|her|his|this|that|these|those|which)\b/iu
const SPOKEN = /["“”«»]|\b(?:I|me|my|you|your|we|our)\b/u

/** Words that a sentence does not end with: recognised speech was cut in the middle of one. */
const OPEN_WORDS =
  'and|or|but|so|because|if|when|while|that|which|who|as|than|the|a|an|of|in|on|at|to|for|from|with|by|into|onto|my|your|his|' +
  'her|its|our|their|he|she|it|they|we|i|could|would|should|had|has|have|was|were|is|are|be|been|not'
export const ENDS_OPEN = new RegExp(`(?:\\s+(?:${OPEN_WORDS}))+$`, 'iu')

/** Whether a reader who knows nothing before it can follow. */
export function standsAlone(text: string): boolean {
  return !POINTS_BACK.test(text) && !SPOKEN.test(text) && !ENDS_OPEN.test(text)
}

/** Sentences that stand alone well: of middling length, not talk, not leaning on the sentence before. */
function readability(text: string, named: boolean): number {
  const words = text.match(/\S+/gu)?.length ?? 0
  return (
    lengthFactor(Math.max(words, text.length / 8)) *
    (POINTS_BACK.test(text) ? 0.55 : 1) *
    (SPOKEN.test(text) ? 0.75 : 1) *
    (/\?\s*["”’]?$/u.test(text) ? 0.6 : 1) *
    (ENDS_OPEN.test(text) ? 0.8 : 1) *
    (named ? 1.15 : 1)
  )
}

function lengthFactor(words: number): number {
  if (words < 5) return 0.2
  if (words < 9) return 0.6
  if (words < 12) return 0.85
  if (words <= 30) return 1
  return words <= 45 ? 0.75 : 0.4
}

/** Beginnings introduce, ends conclude. */
function positionFactor(index: number, count: number): number {
  const share = index / count
  if (share < 0.1) return 1.35
  return share >= 0.9 ? 1.08 : 1
}
