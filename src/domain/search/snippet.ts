import { placeWords } from './words.ts'

/** A stretch of text in UTF-16 units, `end` exclusive. */
export interface TextSpan {
  readonly start: number
  readonly end: number
}

export const MAX_SNIPPET_CHARACTERS = 240
/** So much of the snippet, at most, stands before the first match. */
const LEAD_CHARACTERS = 60

/** The words of a text that a query looks for. */
export const highlightSpans = (text: string, stems: ReadonlySet<string>): TextSpan[] =>
  placeWords(text)
    .filter(({ stem }) => stems.has(stem))
    .map(({ start, end }) => ({ start, end }))

/**
 * HTML of at most 240 characters of `text` (marks and entities not counted) around `focus`, with the highlights in
 * `<mark>`. All else is escaped; what is cut off shows as `…`.
 */
export function makeSnippet(text: string, highlights: readonly TextSpan[], focus: TextSpan): string {
  const span = chooseSpan(text, focus)
  const inside = highlights.filter(({ start, end }) => start >= span.start && end <= span.end)
  let position = span.start
  let html = span.start > 0 ? '…' : ''
  for (const { start, end } of inside) {
    html += `${escapeHtml(text.slice(position, start))}<mark>${escapeHtml(text.slice(start, end))}</mark>`
    position = end
  }
  return `${html}${escapeHtml(text.slice(position, span.end))}${span.end < text.length ? '…' : ''}`
}

/** Two places are kept for the ellipses. */
const ROOM = MAX_SNIPPET_CHARACTERS - 2

function chooseSpan(text: string, focus: TextSpan): TextSpan {
  if (text.length <= ROOM) return { start: 0, end: text.length }
  const wanted = Math.max(0, Math.min(focus.start - LEAD_CHARACTERS, text.length - ROOM))
  const start = wanted === 0 ? 0 : Math.min(focus.start, nextWord(text, wanted))
  const limit = start + ROOM
  return { start, end: limit >= text.length ? text.length : previousGap(text, limit, start) }
}

/** Start of the first word at or after `position`. */
function nextWord(text: string, position: number): number {
  const gap = text.slice(position).search(/\s/u)
  if (gap === -1) return position
  const word = text.slice(position + gap).search(/\S/u)
  return word === -1 ? position : position + gap + word
}

/** End of the last whole word before `limit`; `limit` itself when a single word fills everything. */
function previousGap(text: string, limit: number, start: number): number {
  const gap = text.slice(start, limit + 1).search(/\s+\S*$/u)
  if (gap > 0) return start + gap
  // Never between the halves of a surrogate pair.
  return /[\uD800-\uDBFF]/.test(text.charAt(limit - 1)) ? limit - 1 : limit
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)
