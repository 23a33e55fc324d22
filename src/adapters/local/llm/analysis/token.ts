/** `function`: pronouns, prepositions, numbers, punctuation and the like. */
export type WordClass = 'noun' | 'name' | 'adjective' | 'verb' | 'other' | 'function'

export interface Token {
  /** As written. */
  readonly text: string
  /** Lower-case base form; what is counted. */
  readonly lemma: string
  readonly wordClass: WordClass
  /** False for stop words and words that every book is full of. */
  readonly isTelling: boolean
}

/** Turns sentences of one language into words. */
export interface Analyser {
  /** Whether word classes are known; without them every content word is `other`. */
  readonly hasWordClasses: boolean
  analyse(sentence: string): readonly Token[]
  /** How much a word tells: 0 for the most frequent words of the language, 1 for rare ones. */
  rarity(lemma: string): number
}
