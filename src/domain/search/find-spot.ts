import { secondsAt } from '../audiobook/locate-quote.ts'
import { locate } from './locate.ts'
import type { Passage, PassageLine } from './passage.ts'
import { highlightSpans, makeSnippet, type TextSpan } from './snippet.ts'

/** Where in a passage a query is answered. */
export interface Spot {
  /** Seconds from the start of the chapter. */
  readonly startSeconds: number
  readonly endSeconds: number
  readonly snippet: string
  /** Matched words, as offsets into the passage's text. */
  readonly highlights: readonly TextSpan[]
}

/** In a line longer than this the match may be far from the start, so that the start is no place to listen from. */
const MAX_LEAD_IN_SECONDS = 8
/** Then so much is played before it. */
const LEAD_IN_SECONDS = 3

/** Points at the lines that match the words best; at the whole passage when only its meaning matches. */
export function findSpot(passage: Passage, stems: ReadonlySet<string>): Spot {
  const located = locate(passage.lines, stems)
  const first = located === null ? undefined : passage.lines[located.from]
  const last = located === null ? undefined : passage.lines[located.to]
  const highlights = highlightSpans(passage.text, stems)
  const focus = first === undefined ? { start: 0, end: 0 } : focusOn(passage, first, highlights)
  return {
    startSeconds: first === undefined ? passage.startSeconds : startNear(first, stems),
    endSeconds: last?.endSeconds ?? passage.endSeconds,
    snippet: makeSnippet(passage.text, highlights, focus),
    highlights,
  }
}

/** Start of the line, or shortly before the first match when that comes late in it. */
function startNear(line: PassageLine, stems: ReadonlySet<string>): number {
  const [match] = highlightSpans(line.text, stems)
  const matchSeconds = secondsAt(line, match?.start ?? 0)
  return matchSeconds - line.startSeconds > MAX_LEAD_IN_SECONDS
    ? matchSeconds - LEAD_IN_SECONDS
    : line.startSeconds
}

/** The first match within the line, as far as the line can be found in the passage's text. */
function focusOn(passage: Passage, line: PassageLine, highlights: readonly TextSpan[]): TextSpan {
  const start = Math.max(0, passage.text.indexOf(line.text))
  return highlights.find((span) => span.start >= start) ?? { start, end: start }
}
