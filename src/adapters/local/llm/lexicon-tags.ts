import type { Analyser, Token } from './analysis/token.ts'
import { GENRES } from './lexicons/genres.ts'
import type { Lexicon } from './lexicons/lexicon.ts'
import { MOODS } from './lexicons/moods.ts'
import { THEMES } from './lexicons/themes.ts'
import { quoteOf, type Sentence } from './sentences.ts'
import type { ProposedTag } from './tag.ts'

/** Each kind on its own: how many tags at most, and the score of the best one. */
const KINDS = [
  { lexicons: GENRES, most: 2, best: 1 },
  { lexicons: THEMES, most: 2, best: 0.85 },
  { lexicons: MOODS, most: 2, best: 0.8 },
] as const
const ALL = KINDS.flatMap((kind) => kind.lexicons)

const MIN_DISTINCT_WORDS = 3
const MIN_DISTINCT_WORDS_SHORT = 2
const SHORT_TEXT_WORDS = 600
/** A second genre, theme or mood must come near the first. */
const MIN_SHARE_OF_BEST = 0.6
const EVIDENCE_COUNT = 2
const WORDS_PER_HIT = 1000

export interface LexiconScorer {
  add(sentence: Sentence, tokens: readonly Token[]): void
  /** `words`: length of the book. */
  tags(words: number): ProposedTag[]
}

interface Tally {
  readonly lexicon: Lexicon
  readonly counts: Map<string, number>
  /** The sentences with the most words of the lexicon, best first. */
  mentions: { readonly sentence: Sentence; readonly hits: number; readonly form: string }[]
}

export function createLexiconScorer(analyser: Analyser): LexiconScorer {
  const tallies = ALL.map((lexicon): Tally => ({ lexicon, counts: new Map(), mentions: [] }))
  const byWord = new Map<string, Tally[]>()
  for (const tally of tallies) {
    for (const word of tally.lexicon.words) byWord.set(word, [...(byWord.get(word) ?? []), tally])
  }
  return {
    add: (sentence, tokens) => {
      if (analyser.hasWordClasses) addSentence(byWord, sentence, tokens)
    },
    tags: (words) => KINDS.flatMap((kind) => bestOf(kind, tallies, analyser, words)),
  }
}

function addSentence(
  byWord: ReadonlyMap<string, Tally[]>,
  sentence: Sentence,
  tokens: readonly Token[],
): void {
  const hits = new Map<Tally, { words: Set<string>; form: string }>()
  for (const token of tokens) {
    for (const tally of byWord.get(token.lemma) ?? []) {
      tally.counts.set(token.lemma, (tally.counts.get(token.lemma) ?? 0) + 1)
      const hit = hits.get(tally) ?? { words: new Set(), form: token.text }
      hit.words.add(token.lemma)
      hits.set(tally, hit)
    }
  }
  for (const [tally, { words, form }] of hits) {
    const weakest = tally.mentions.at(-1)
    if (tally.mentions.length >= EVIDENCE_COUNT && words.size <= (weakest?.hits ?? 0)) continue
    tally.mentions = [...tally.mentions, { sentence, hits: words.size, form }]
      .sort((a, b) => b.hits - a.hits)
      .slice(0, EVIDENCE_COUNT)
  }
}

function bestOf(
  kind: (typeof KINDS)[number],
  tallies: readonly Tally[],
  analyser: Analyser,
  words: number,
): ProposedTag[] {
  const minDistinct =
    words < SHORT_TEXT_WORDS
      ? MIN_DISTINCT_WORDS_SHORT
      : MIN_DISTINCT_WORDS + Math.floor(Math.log10(words / SHORT_TEXT_WORDS))
  const scored = tallies
    .filter((tally) => kind.lexicons.includes(tally.lexicon) && tally.counts.size >= minDistinct)
    .map((tally) => ({ tally, score: scoreOf(tally, analyser, words) }))
    .sort((a, b) => b.score - a.score)
  const best = scored[0]?.score ?? 0
  return scored
    .filter(({ score }) => score >= best * MIN_SHARE_OF_BEST)
    .slice(0, kind.most)
    .map(({ tally, score }) => ({
      name: tally.lexicon.name,
      kind: tally.lexicon.kind,
      score: kind.best * (score / best),
      evidence: tally.mentions
        .map(({ sentence, form }) => quoteOf(sentence, form))
        .filter((evidence) => evidence !== null),
    }))
}

/** Many different words count for more than one word often; rare words for more than frequent ones. */
function scoreOf(tally: Tally, analyser: Analyser, words: number): number {
  let sum = 0
  for (const [word, count] of tally.counts) {
    sum +=
      Math.log1p((count * WORDS_PER_HIT) / Math.max(words, WORDS_PER_HIT)) * (0.3 + analyser.rarity(word))
  }
  return (sum * tally.counts.size) / Math.sqrt(tally.lexicon.words.size)
}
