/** How JSON escapes what a Postgres text can't hold: NUL and halves of surrogate pairs. */
const UNSTORABLE_ESCAPE = /\\u(?:0000|d[89a-f])/i

/** Text as Postgres can hold it: without NUL, with every half surrogate pair replaced by U+FFFD. */
export const storableText = (text: string): string => text.replaceAll('\0', '').toWellFormed()

/**
 * JSON text as Postgres can hold it in `jsonb`. To be passed as `${storableJson(value)}::text::jsonb`: without the
 * first cast the driver would take the text for a JSON string and quote it again.
 */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value)
  if (!UNSTORABLE_ESCAPE.test(json)) return json
  return JSON.stringify(value, (_key, part) => (typeof part === 'string' ? storableText(part) : part))
}
