/** What a client asks of the transcription; a transcriber that can't do something leaves it out. */
export interface TranscriptionOptions {
  /** Names and words that are likely to be spoken. */
  readonly customVocabulary?: readonly string[]
  /** Tell speakers apart. Without it a book has one narrator. */
  readonly diarization?: boolean
  /** How many speakers there are; a hint for `diarization`. */
  readonly speakersCount?: number
}

/** Limits of Rev.ai (API reference, November 2026), which no other engine exceeds. */
export const MAX_VOCABULARY_PHRASES = 6_000
export const MAX_PHRASE_WORDS = 12
export const MAX_PHRASE_WORD_CHARACTERS = 34
export const MAX_SPEAKERS = 64

/** What is wrong with a phrase of the vocabulary; null: nothing. */
export function phraseProblem(phrase: string): string | null {
  const words = phrase.split(/\s+/u).filter((word) => word !== '')
  if (words.length === 0) return 'Must not be empty.'
  if (words.length > MAX_PHRASE_WORDS) return `Must have at most ${MAX_PHRASE_WORDS} words.`
  const isTooLong = words.some((word) => word.length > MAX_PHRASE_WORD_CHARACTERS)
  return isTooLong ? `Each word must have at most ${MAX_PHRASE_WORD_CHARACTERS} characters.` : null
}
