const MAX_LINE_LENGTH = 500
const MAX_TEXT_LENGTH = 10_000

/** Control characters, but for tab and line breaks. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g

/** ISO 639-2 has two codes for these languages; `Intl` knows the other one. */
const BIBLIOGRAPHIC: Readonly<Record<string, string>> = {
  alb: 'sq',
  arm: 'hy',
  baq: 'eu',
  bur: 'my',
  chi: 'zh',
  cze: 'cs',
  dut: 'nl',
  fre: 'fr',
  geo: 'ka',
  ger: 'de',
  gre: 'el',
  ice: 'is',
  mac: 'mk',
  mao: 'mi',
  may: 'ms',
  per: 'fa',
  rum: 'ro',
  slo: 'sk',
  tib: 'bo',
  wel: 'cy',
}
/** Undetermined, many, none, not coded. */
const NO_LANGUAGE = new Set(['und', 'mul', 'zxx', 'mis', 'xxx'])

function cleanText(value: unknown, maxLength: number): string | null {
  if (typeof value !== 'string') return null
  const text = value.toWellFormed().replaceAll(CONTROL, '').trim().slice(0, maxLength).toWellFormed()
  return text === '' ? null : text
}

/** A title or a name, on one line; null when nothing is left. */
export const cleanLine = (value: unknown): string | null =>
  cleanText(typeof value === 'string' ? value.replaceAll(/\s+/g, ' ') : value, MAX_LINE_LENGTH)

export const cleanParagraphs = (value: unknown): string | null => cleanText(value, MAX_TEXT_LENGTH)

/** `eng`, `ger`, `en_US` and the like as BCP 47; null for what is no language tag. */
export function toLanguageTag(value: unknown): string | null {
  const line = cleanLine(value)?.replaceAll('_', '-') ?? ''
  if (!/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/.test(line)) return null
  const code = line.toLowerCase()
  if (NO_LANGUAGE.has(code)) return null
  try {
    return Intl.getCanonicalLocales(BIBLIOGRAPHIC[code] ?? line)[0] ?? null
  } catch {
    return null
  }
}
