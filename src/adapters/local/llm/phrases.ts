import type { Analyser, Token } from './analysis/token.ts'
import type { Sentence } from './sentences.ts'

const MAX_PHRASE_WORDS = 3
const MENTIONS_KEPT = 4
/** Bounds memory on very long books: phrases seen once are forgotten when so many are known. */
const MAX_PHRASES = 60_000

/** A run of words that may name a topic, counted over the book under its base form. */
export interface Phrase {
  readonly lemmas: readonly string[]
  count: number
  /** How it was written, lower case, with counts. */
  readonly forms: Map<string, number>
  /** The first few sentences that have it, with the form used there. */
  readonly mentions: { readonly sentence: Sentence; readonly form: string }[]
  /** Hundredths of the book in which it occurs. */
  readonly places: Set<number>
  /** Times it was written as a name. */
  asName: number
  /** Times it stood right before a verb, with nothing that belongs to a noun before it: what names do. */
  asActor: number
  /** Times it followed `in`, `at`, `to`, `from` or the like directly. */
  asPlace: number
}

export interface PhraseCounter {
  add(sentence: Sentence, tokens: readonly Token[], place: number): void
  phrases(): readonly Phrase[]
}

const PLACE_PREPOSITIONS = new Set([
  'in',
  'at',
  'to',
  'from',
  'near',
  'toward',
  'towards',
  'into',
  'around',
  'of',
])

/** Candidates by the pattern (adjective | noun)* noun of Justeson and Katz (1995), at most three words. */
export function createPhraseCounter(analyser: Analyser): PhraseCounter {
  const known = new Map<string, Phrase>()
  const count = (
    run: readonly Token[],
    before: Token | undefined,
    after: Token | undefined,
    at: Occurrence,
  ) => {
    const lemmas = run.map((token) => token.lemma)
    const key = lemmas.join(' ')
    const phrase = known.get(key) ?? emptyPhrase(lemmas)
    known.set(key, phrase)
    const form = run.map((token) => token.text.toLowerCase()).join(' ')
    phrase.count += 1
    phrase.forms.set(form, (phrase.forms.get(form) ?? 0) + 1)
    phrase.places.add(Math.floor(at.place * 100))
    if (run.every((token) => token.wordClass === 'name' || /^\p{Lu}/u.test(token.text))) phrase.asName += 1
    if (after?.wordClass === 'verb' && before?.wordClass !== 'adjective' && !isDeterminer(before))
      phrase.asActor += 1
    if (PLACE_PREPOSITIONS.has(before?.lemma ?? '')) phrase.asPlace += 1
    if (phrase.mentions.length < MENTIONS_KEPT && phrase.mentions.at(-1)?.sentence !== at.sentence) {
      phrase.mentions.push({ sentence: at.sentence, form })
    }
  }
  return {
    add: (sentence, tokens, place) => {
      for (let start = 0; start < tokens.length; start += 1) {
        for (let end = start + 1; end <= Math.min(tokens.length, start + MAX_PHRASE_WORDS); end += 1) {
          const run = tokens.slice(start, end)
          const last = run.at(-1)
          if (last === undefined || !isPhraseWord(last, analyser)) break
          if (last.wordClass !== 'adjective' && run.some((token) => token.isTelling))
            count(run, tokens[start - 1], tokens[end], { sentence, place })
        }
      }
      if (known.size > MAX_PHRASES) forgetRare(known)
    },
    phrases: () => [...known.values()],
  }
}

interface Occurrence {
  readonly sentence: Sentence
  readonly place: number
}

function emptyPhrase(lemmas: readonly string[]): Phrase {
  return {
    lemmas,
    count: 0,
    forms: new Map(),
    mentions: [],
    places: new Set(),
    asName: 0,
    asActor: 0,
    asPlace: 0,
  }
}

function isPhraseWord(token: Token, analyser: Analyser): boolean {
  if (!analyser.hasWordClasses) return token.isTelling
  if (token.wordClass === 'noun' || token.wordClass === 'name') return true
  return token.wordClass === 'adjective' && token.isTelling
}

const DETERMINERS = new Set(
  'the a an this that these those my your his her its our their some any no every each another all both'.split(
    ' ',
  ),
)
const isDeterminer = (token: Token | undefined): boolean => DETERMINERS.has(token?.text.toLowerCase() ?? '')

function forgetRare(known: Map<string, Phrase>): void {
  for (const [key, phrase] of known) if (phrase.count === 1) known.delete(key)
}
