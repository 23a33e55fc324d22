import * as stopwordLists from 'stopword'
import type { Analyser, Token } from './token.ts'

/** ISO 639-1 to the names of the lists, which are ISO 639-3. */
const LISTS: Readonly<Record<string, string>> = {
  af: 'afr',
  ar: 'ara',
  bg: 'bul',
  bn: 'ben',
  ca: 'cat',
  cs: 'ces',
  da: 'dan',
  de: 'deu',
  el: 'ell',
  en: 'eng',
  eo: 'epo',
  es: 'spa',
  et: 'est',
  eu: 'eus',
  fa: 'fas',
  fi: 'fin',
  fr: 'fra',
  ga: 'gle',
  gl: 'glg',
  gu: 'guj',
  ha: 'hau',
  he: 'heb',
  hi: 'hin',
  hr: 'hrv',
  hu: 'hun',
  hy: 'hye',
  id: 'ind',
  it: 'ita',
  ja: 'jpn',
  ko: 'kor',
  la: 'lat',
  lt: 'lit',
  lv: 'lav',
  mr: 'mar',
  ms: 'msa',
  my: 'mya',
  nb: 'nob',
  nl: 'nld',
  no: 'nob',
  pl: 'pol',
  pt: 'por',
  ro: 'ron',
  ru: 'rus',
  sk: 'slk',
  sl: 'slv',
  so: 'som',
  st: 'sot',
  sv: 'swe',
  sw: 'swa',
  th: 'tha',
  tl: 'tgl',
  tr: 'tur',
  uk: 'ukr',
  ur: 'urd',
  vi: 'vie',
  yo: 'yor',
  zh: 'zho',
  zu: 'zul',
}

/** Scripts whose words are short. */
const DENSE_SCRIPTS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Hangul}]/u
const MIN_WORD_CHARACTERS = 4

/**
 * Words by the rules of Unicode (UAX #29, dictionaries for scripts without spaces), stop words by list, no word
 * classes and no base forms. For a language without a list, short words count as stop words.
 */
export function createNeutralAnalyser(language: string): Analyser {
  const code = language.toLowerCase().split('-')[0] ?? ''
  const listed: Readonly<Record<string, unknown>> = stopwordLists
  const list = listed[LISTS[code] ?? '']
  const stops = new Set(Array.isArray(list) ? list.map((word) => String(word).toLowerCase()) : [])
  const segmenter = new Intl.Segmenter(supported(code), { granularity: 'word' })
  const minCharacters = stops.size > 0 ? MIN_WORD_CHARACTERS - 1 : MIN_WORD_CHARACTERS
  const carriesMeaning = (word: string) =>
    !stops.has(word) &&
    !/\p{N}/u.test(word) &&
    !/^\p{Script=Hiragana}+$/u.test(word) &&
    (DENSE_SCRIPTS.test(word) ? word.length > 1 : word.length >= minCharacters)
  return {
    hasWordClasses: false,
    // No frequencies are known: longer words tell more, roughly.
    rarity: (lemma) => (DENSE_SCRIPTS.test(lemma) ? 0.8 : Math.min(1, 0.3 + lemma.length / 12)),
    analyse: (sentence) =>
      Array.from(segmenter.segment(sentence), ({ segment, isWordLike }): Token | null => {
        if (segment.trim() === '') return null
        const lemma = segment.toLocaleLowerCase(supported(code))
        const isTelling = isWordLike === true && carriesMeaning(lemma)
        return { text: segment, lemma, wordClass: isTelling ? 'other' : 'function', isTelling }
      }).filter((token) => token !== null),
  }
}

function supported(code: string): string {
  try {
    return Intl.Segmenter.supportedLocalesOf([code])[0] ?? 'en'
  } catch {
    return 'en'
  }
}
