import { printable, wrap } from './format.ts'
import type { TerminalStream } from './terminal.ts'

const INDENT_COLUMNS = 6
const MAX_COLUMNS = 96

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}

const decode = (html: string): string =>
  printable(html.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity))

const MARK = /(<mark>[^<]*<\/mark>)/
const TAGS = /<\/?mark>/g

const show = (out: TerminalStream, part: string): string => {
  const text = decode(part.replaceAll(TAGS, ''))
  return MARK.test(part) ? out.style(['bold', 'yellow'], text) : text
}

/** The API's snippet (HTML with `<mark>` around words) as lines of text; highlights show in colours. */
export const showSnippet = (out: TerminalStream, html: string): readonly string[] => {
  const columns = Math.min(MAX_COLUMNS, out.columns()) - INDENT_COLUMNS
  const lines = wrap(
    html.replaceAll(/\s+/g, ' '),
    columns,
    (word) => decode(word.replaceAll(TAGS, '')).length,
  )
  return lines.map((line) =>
    line
      .split(MARK)
      .map((part) => show(out, part))
      .join(''),
  )
}
