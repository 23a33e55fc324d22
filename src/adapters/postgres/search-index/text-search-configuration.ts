/**
 * The stemmers that PostgreSQL ships, by ISO 639 language (`\dF` of PostgreSQL 18). Older releases lack some; a
 * configuration that a server does not have is replaced by `simple` when it is used.
 */
const CONFIGURATION_OF: Readonly<Record<string, string>> = {
  ar: 'arabic',
  hy: 'armenian',
  eu: 'basque',
  ca: 'catalan',
  da: 'danish',
  nl: 'dutch',
  en: 'english',
  et: 'estonian',
  fi: 'finnish',
  fr: 'french',
  de: 'german',
  el: 'greek',
  hi: 'hindi',
  hu: 'hungarian',
  id: 'indonesian',
  ga: 'irish',
  it: 'italian',
  lt: 'lithuanian',
  ne: 'nepali',
  no: 'norwegian',
  nb: 'norwegian',
  nn: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sr: 'serbian',
  es: 'spanish',
  sv: 'swedish',
  ta: 'tamil',
  tr: 'turkish',
  yi: 'yiddish',
}

/** Splits into words and folds case; no stems, no stop words. */
export const PLAIN_CONFIGURATION = 'simple'

/** The text search configuration for a BCP 47 language tag, by its primary subtag. */
export function textSearchConfiguration(language: string): string {
  const [primary = ''] = language.toLowerCase().split(/[-_]/)
  return Object.hasOwn(CONFIGURATION_OF, primary)
    ? (CONFIGURATION_OF[primary] ?? PLAIN_CONFIGURATION)
    : PLAIN_CONFIGURATION
}
