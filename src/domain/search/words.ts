import type { WordQuery } from './parse-query.ts'

/** A word of a text, where it stands in UTF-16 units, and its light stem. */
export interface PlacedWord {
  readonly word: string
  readonly stem: string
  readonly start: number
  readonly end: number
}

/** Words with inner apostrophes; everything else separates. */
const WORD = /[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu

/** Too common in English to point anywhere, unless a query has nothing else. */
const STOP_WORDS = new Set(
  `a about after all an and any are as at be been but by can did do does for from had has have he her him his how i if
  in into is it its me my no not of on or our out she so than that the their them then there these they this to up us
  was we were what when where which who why will with would you your`.split(/\s+/),
)

const DOUBLED = /([bdfgmnprt])\1$/
const SHORTEST_STEM = 3

/**
 * A stem good enough to tell which word of a passage the database's stemmer matched: case, accents, possessives and
 * common English endings go.
 */
export function lightStem(word: string): string {
  const plain = word
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/['’]s?$/u, '')
    .replaceAll(/['’]/gu, '')
  return withoutFinalVowel(withoutTense(withoutPlural(plain)))
}

function withoutPlural(word: string): string {
  if (word.length <= SHORTEST_STEM) return word
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (/(?:[sxz]|ch|sh)es$/.test(word)) return word.slice(0, -2)
  return /[^siu]s$/.test(word) ? word.slice(0, -1) : word
}

function withoutTense(word: string): string {
  const stem = word.endsWith('ing') ? word.slice(0, -3) : word.endsWith('ed') ? word.slice(0, -2) : word
  if (stem === word || stem.length < SHORTEST_STEM || !/[aeiouy]/.test(stem)) return word
  return DOUBLED.test(stem) ? stem.slice(0, -1) : stem
}

function withoutFinalVowel(word: string): string {
  if (word.length <= SHORTEST_STEM) return word
  if (word.endsWith('y')) return `${word.slice(0, -1)}i`
  return word.endsWith('e') ? word.slice(0, -1) : word
}

export const placeWords = (text: string): PlacedWord[] =>
  Array.from(text.matchAll(WORD), (match) => ({
    word: match[0],
    stem: lightStem(match[0]),
    start: match.index,
    end: match.index + match[0].length,
  }))

/** Stems that a query looks for: without exclusions, and without stop words if anything else is left. */
export function queryStems({ words, phrases }: WordQuery): ReadonlySet<string> {
  const asked = placeWords([...words, ...phrases].join(' ')).map(({ word }) => word)
  const telling = asked.filter((word) => !STOP_WORDS.has(word.toLowerCase()))
  return new Set((telling.length === 0 ? asked : telling).map(lightStem))
}

/** Whether a text keeps what a query insists on: it has every phrase, and nothing that was excluded. */
export function obeys(text: string, { phrases, excluded }: WordQuery): boolean {
  if (phrases.length + excluded.length === 0) return true
  const has = (term: string) => spaced(text).includes(spaced(term))
  return phrases.every(has) && !excluded.some(has)
}

/** Stems with a space around each, so that terms are found as whole words only. */
const spaced = (text: string): string =>
  ` ${placeWords(text)
    .map(({ stem }) => stem)
    .join(' ')} `
