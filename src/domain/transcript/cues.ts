import { splitOnSpace, timedWords, toMilliseconds } from './timed-words.ts'
import type { Segment, Transcript, Word } from './transcript.ts'

/** A pause of so long ends a cue. */
const MAX_PAUSE_SECONDS = 1
/** A cue stays on the screen no longer than this, unless it is a single word. */
const MAX_CUE_SECONDS = 7

export interface Cue {
  readonly startMs: number
  /** Later than `startMs`; not past the start of the next cue, unless both start together. */
  readonly endMs: number
  /** As they are to be written, escaped. */
  readonly lines: readonly string[]
}

export interface CueFormat {
  readonly maxLines: number
  /** Of a written line, markup included. */
  readonly maxLineCharacters: number
  /** Makes text safe for the format. */
  readonly escapeText: (text: string) => string
  /** Written before the first line of every cue of the segment; counts as part of the line. */
  readonly prefix: (segment: Segment) => string
  /** Put before the segment's words, when there is something to say, e.g. a new speaker's name. */
  readonly announce: (segment: Segment, previous: Segment | undefined) => string
}

/** At least so many characters of a line are left for words, however long its prefix. */
const MIN_TEXT_CHARACTERS = 16

interface OpenCue {
  readonly startSeconds: number
  endSeconds: number
  readonly lines: string[]
}

/** Cuts a transcript into cues by word times; no cue spans two segments. */
export const cutCues = (transcript: Transcript, format: CueFormat): readonly Cue[] => {
  const open = transcript.segments.flatMap((segment, index) =>
    cutSegment(segment, transcript.segments[index - 1], format),
  )
  return open.map((cue, index): Cue => {
    const startMs = toMilliseconds(cue.startSeconds)
    const next = open[index + 1]
    const limitMs = next === undefined ? Number.POSITIVE_INFINITY : toMilliseconds(next.startSeconds)
    const endMs = Math.max(startMs + 1, Math.min(toMilliseconds(cue.endSeconds), limitMs))
    return { startMs, endMs, lines: cue.lines }
  })
}

const cutSegment = (segment: Segment, previous: Segment | undefined, format: CueFormat): OpenCue[] => {
  const prefix = format.prefix(segment)
  const maxCharacters = Math.max(MIN_TEXT_CHARACTERS, format.maxLineCharacters - prefix.length)
  const announced = splitOnSpace(format.announce(segment, previous)).map((text) => ({
    text,
    startSeconds: segment.startSeconds,
    endSeconds: segment.startSeconds,
  }))
  const cues: OpenCue[] = []
  for (const word of [...announced, ...timedWords(segment)]) {
    for (const text of writtenPieces(word.text, maxCharacters, format.escapeText)) {
      const cue = cues.at(-1)
      if (cue === undefined || !isNear(cue, word) || !appendText(cue, text, maxCharacters, format.maxLines)) {
        cues.push({ startSeconds: word.startSeconds, endSeconds: word.endSeconds, lines: [text] })
      } else {
        cue.endSeconds = Math.max(cue.endSeconds, word.endSeconds)
      }
    }
  }
  return cues.map((cue) => ({
    ...cue,
    lines: cue.lines.map((line, index) => (index === 0 ? prefix : '') + line),
  }))
}

const isNear = (cue: OpenCue, word: Word): boolean =>
  word.startSeconds - cue.endSeconds <= MAX_PAUSE_SECONDS &&
  word.endSeconds - cue.startSeconds <= MAX_CUE_SECONDS

/** False, and nothing changed, when the cue is full. */
const appendText = (cue: OpenCue, text: string, maxCharacters: number, maxLines: number): boolean => {
  const lastIndex = cue.lines.length - 1
  const longer = `${cue.lines[lastIndex]} ${text}`
  if (longer.length <= maxCharacters) cue.lines[lastIndex] = longer
  else if (cue.lines.length < maxLines) cue.lines.push(text)
  else return false
  return true
}

/** The word escaped; one that is wider than a line comes in several pieces, cut between characters. */
const writtenPieces = (
  word: string,
  maxCharacters: number,
  escapeText: CueFormat['escapeText'],
): string[] => {
  const plain = splitOnSpace(word).join(' ')
  const whole = escapeText(plain)
  if (whole.length <= maxCharacters) return whole === '' ? [] : [whole]
  const pieces = ['']
  for (const character of plain) {
    const written = escapeText(character)
    const last = pieces.at(-1) ?? ''
    if (last.length + written.length > maxCharacters) pieces.push(written)
    else pieces[pieces.length - 1] = last + written
  }
  return pieces
}
