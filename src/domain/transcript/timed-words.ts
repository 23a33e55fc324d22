import type { Segment, Word } from './transcript.ts'

/** Times are kept to the millisecond: what formats carry, and free of floating-point dust after re-basing. */
export const toMilliseconds = (seconds: number): number => Math.round(seconds * 1000)
export const roundSeconds = (seconds: number): number => toMilliseconds(seconds) / 1000

export const splitOnSpace = (text: string): string[] => text.split(/\s+/u).filter((token) => token !== '')

/**
 * The words of a segment as they are written in its text, with times. Engines often give words bare and the text with
 * punctuation: when both have the same number of words the text's spelling is used. A segment without word times
 * gets them by the length of its words.
 */
export const timedWords = (segment: Segment): readonly Word[] => {
  const tokens = splitOnSpace(segment.text)
  if (segment.words.length === 0) return spreadEvenly(tokens, segment)
  if (tokens.length !== segment.words.length) return segment.words
  return segment.words.map((word, index) => ({ ...word, text: tokens[index] ?? word.text }))
}

const spreadEvenly = (tokens: readonly string[], segment: Segment): Word[] => {
  const totalCharacters = tokens.reduce((sum, token) => sum + token.length, 0)
  const secondsPerCharacter = (segment.endSeconds - segment.startSeconds) / Math.max(1, totalCharacters)
  let startSeconds = segment.startSeconds
  return tokens.map((text) => {
    const endSeconds = Math.min(segment.endSeconds, startSeconds + text.length * secondsPerCharacter)
    const word = { text, startSeconds, endSeconds }
    startSeconds = endSeconds
    return word
  })
}

/** Mean confidence of those words that have one; null when none has. */
export const meanConfidence = (words: readonly Word[]): number | null => {
  const known = words.flatMap(({ confidence }) => (confidence === undefined ? [] : [confidence]))
  if (known.length === 0) return null
  return known.reduce((sum, value) => sum + value, 0) / known.length
}
