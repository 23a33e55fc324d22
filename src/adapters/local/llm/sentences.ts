import type { Evidence } from '../../../domain/audiobook/ai-output.ts'
import { secondsAt } from '../../../domain/audiobook/locate-quote.ts'
import type { PassageLine } from '../../../domain/search/passage.ts'
import type { BookText } from '../../../ports/llm.ts'

/** A sentence, or in speech recognised without points a stretch between pauses. */
export interface Sentence {
  readonly text: string
  readonly chapterNumber: number
  /** The stretches of lines that it is made of, in order. */
  readonly parts: readonly SentencePart[]
}

export interface SentencePart {
  readonly line: PassageLine
  readonly start: number
  readonly end: number
}

type Chapter = BookText['chapters'][number]

const MIN_POINTS_PER_WORD = 0.02
const MIN_STRETCH_WORDS = 10
const MAX_STRETCH_WORDS = 28
const MAX_PAUSE_SECONDS = 1.5
const ABBREVIATION = /\b(?:Mr|Mrs|Ms|Dr|St|Prof|Capt|Col|Gen|Lt|Sgt|Rev|Sr|Jr|No|Vol|vs|etc|[A-Z])\.\s*$/u

/** Sentences of a chapter in order. */
export function splitSentences(chapter: Chapter, language: string): Sentence[] {
  const text = chapter.lines.map((line) => line.text).join(' ')
  const points = text.match(/[.!?…。！？।؟]/gu)?.length ?? 0
  const words = text.match(/\S+/gu)?.length ?? 0
  const hasPoints = points >= words * MIN_POINTS_PER_WORD
  const spans = hasPoints ? sentenceSpans(text, language) : pauseSpans(chapter.lines)
  const starts = lineStarts(chapter.lines)
  return spans.flatMap((span) => {
    const sentence = text.slice(span.start, span.end).trim()
    const parts = partsOf(chapter.lines, starts, span)
    return /[\p{L}\p{N}]/u.test(sentence) ? [{ text: sentence, chapterNumber: chapter.number, parts }] : []
  })
}

interface Span {
  readonly start: number
  readonly end: number
}

function sentenceSpans(text: string, language: string): Span[] {
  const spans: Span[] = []
  let start = 0
  for (const { segment, index } of segmenterFor(language).segment(text)) {
    const end = index + segment.length
    if (ABBREVIATION.test(segment) && end < text.length) continue
    spans.push({ start, end })
    start = end
  }
  return spans
}

function segmenterFor(language: string): Intl.Segmenter {
  try {
    return new Intl.Segmenter(language, { granularity: 'sentence' })
  } catch {
    return new Intl.Segmenter('en', { granularity: 'sentence' })
  }
}

/** Without points, pauses are what separates: short lines are joined to the next, long ones cut evenly. */
function pauseSpans(lines: readonly PassageLine[]): Span[] {
  const starts = lineStarts(lines)
  const spans: Span[] = []
  let open: (Span & { words: number; endSeconds: number }) | null = null
  for (const [index, line] of lines.entries()) {
    const start = starts[index] ?? 0
    const words = line.text.match(/\S+/gu)?.length ?? 0
    const joins: boolean =
      open !== null &&
      open.words < MIN_STRETCH_WORDS &&
      open.words + words <= MAX_STRETCH_WORDS &&
      line.startSeconds - open.endSeconds <= MAX_PAUSE_SECONDS
    if (open !== null && !joins) spans.push(open)
    const from: Span & { words: number } = open !== null && joins ? open : { start, end: start, words: 0 }
    open = {
      start: from.start,
      end: start + line.text.length,
      words: from.words + words,
      endSeconds: line.endSeconds,
    }
  }
  if (open !== null) spans.push(open)
  const text = lines.map((line) => line.text).join(' ')
  return spans.flatMap((span) => cutEvenly(text, span))
}

function cutEvenly(text: string, span: Span): Span[] {
  const words = [...text.slice(span.start, span.end).matchAll(/\S+/gu)]
  const count = Math.ceil(words.length / MAX_STRETCH_WORDS)
  if (count <= 1) return [span]
  const starts = Array.from({ length: count }, (_, index) => {
    const word = words[Math.floor((index * words.length) / count)]
    return index === 0 ? span.start : span.start + (word?.index ?? 0)
  })
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? span.end }))
}

function lineStarts(lines: readonly PassageLine[]): number[] {
  const starts: number[] = []
  let start = 0
  for (const line of lines) {
    starts.push(start)
    start += line.text.length + 1
  }
  return starts
}

function partsOf(lines: readonly PassageLine[], starts: readonly number[], span: Span): SentencePart[] {
  const parts: SentencePart[] = []
  for (let index = lineAt(starts, span.start); index < lines.length; index += 1) {
    const line = lines[index]
    const lineStart = starts[index] ?? 0
    if (line === undefined || lineStart >= span.end) break
    const start = Math.max(0, span.start - lineStart)
    const end = Math.min(line.text.length, span.end - lineStart)
    if (end > start && line.text.slice(start, end).trim() !== '') parts.push({ line, start, end })
  }
  return parts
}

/** The last line that starts at or before the offset; binary search. */
function lineAt(starts: readonly number[], offset: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}

const MAX_QUOTE_WORDS = 40

/** Word for word from one line: around `needle` where given and found, else the longest stretch in a line. */
export function quoteOf(sentence: Sentence, needle?: string): Evidence | null {
  const slice = (part: SentencePart) => part.line.text.slice(part.start, part.end)
  const wanted = needle?.toLowerCase() ?? ''
  const hit =
    wanted === '' ? undefined : sentence.parts.find((part) => slice(part).toLowerCase().includes(wanted))
  const part = hit ?? sentence.parts.toSorted((a, b) => slice(b).length - slice(a).length)[0]
  if (part === undefined) return null
  const words = [...slice(part).matchAll(/\S+/gu)]
  const at = hit === undefined ? 0 : slice(part).toLowerCase().indexOf(wanted)
  const hitWord = Math.max(
    0,
    words.findLastIndex((word) => word.index <= at),
  )
  const first = Math.max(0, Math.min(hitWord - MAX_QUOTE_WORDS / 2, words.length - MAX_QUOTE_WORDS))
  const last = words.slice(first, first + MAX_QUOTE_WORDS).at(-1)
  const from = part.start + (words[first]?.index ?? 0)
  const to = last === undefined ? part.end : part.start + last.index + last[0].length
  return {
    quote: part.line.text.slice(from, to),
    chapterNumber: sentence.chapterNumber,
    startSeconds: secondsAt(part.line, from),
  }
}
