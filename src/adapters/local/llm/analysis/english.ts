import model from 'wink-eng-lite-web-model'
import winkNlp from 'wink-nlp'
import { EMPTY_WORDS } from './empty-words.ts'
import { englishRarity } from './rarity.ts'
import type { Analyser, Token, WordClass } from './token.ts'

const CLASSES: Readonly<Record<string, WordClass>> = {
  NOUN: 'noun',
  PROPN: 'name',
  ADJ: 'adjective',
  VERB: 'verb',
  AUX: 'verb',
  ADV: 'other',
  INTJ: 'other',
  X: 'other',
}
const MIN_WORD_CHARACTERS = 2

/** Part of speech and base forms by wink-nlp, which also copes with speech recognised without capitals and points. */
export function createEnglishAnalyser(): Analyser {
  const nlp = winkNlp(model, ['pos'])
  const { its } = nlp
  return {
    hasWordClasses: true,
    rarity: englishRarity,
    analyse: (sentence) => {
      const tokens = nlp.readDoc(sentence).tokens()
      const classes = tokens.out(its.pos)
      const lemmas = tokens.out(its.lemma as unknown as typeof its.value)
      const stops = tokens.out(its.stopWordFlag) as unknown as readonly boolean[]
      return tokens.out(its.value).map((text, index): Token => {
        const lemma = (lemmas[index] ?? text).toLowerCase()
        const isWord = /^[\p{L}'’-]+$/u.test(text) && text.length >= MIN_WORD_CHARACTERS
        const wordClass = isWord ? (CLASSES[classes[index] ?? ''] ?? 'function') : 'function'
        const isTelling = wordClass !== 'function' && stops[index] !== true && !EMPTY_WORDS.has(lemma)
        return { text, lemma, wordClass, isTelling }
      })
    },
  }
}
