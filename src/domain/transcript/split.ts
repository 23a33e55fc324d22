import { meanConfidence, roundSeconds, timedWords } from './timed-words.ts'
import type { Segment, Transcript, Word } from './transcript.ts'

export interface Mark {
  /** Seconds from the start of the file. */
  readonly startSeconds: number
  readonly endSeconds: number
}

/** The stretch that a mark is answerable for: gaps belong to the mark before them. */
interface Stretch {
  readonly originSeconds: number
  readonly fromSeconds: number
  readonly untilSeconds: number
}

/**
 * Cuts the transcript of a file at its chapter marks (in order, at least one), one transcript a mark with times from
 * the mark's start. A word belongs to the mark in which it starts; what precedes the first mark belongs to the first
 * (at time 0), what follows the last to the last. A segment that spans marks is cut between words.
 */
export const splitTranscript = (transcript: Transcript, marks: readonly Mark[]): Transcript[] =>
  marks.map((mark, index) => {
    const nextStartSeconds = marks[index + 1]?.startSeconds
    const stretch: Stretch = {
      originSeconds: mark.startSeconds,
      fromSeconds: index === 0 ? Number.NEGATIVE_INFINITY : mark.startSeconds,
      untilSeconds: nextStartSeconds ?? Number.POSITIVE_INFINITY,
    }
    const endSeconds = nextStartSeconds ?? Math.max(mark.endSeconds, transcript.durationSeconds)
    return {
      ...transcript,
      durationSeconds: roundSeconds(Math.max(0, endSeconds - mark.startSeconds)),
      segments: transcript.segments.flatMap((segment) => cutSegment(segment, stretch)),
    }
  })

const cutSegment = (segment: Segment, stretch: Stretch): Segment[] => {
  const inside = ({ startSeconds }: { readonly startSeconds: number }) =>
    startSeconds >= stretch.fromSeconds && startSeconds < stretch.untilSeconds
  if (segment.words.length === 0) return inside(segment) ? [rebase(segment, stretch)] : []
  const words = segment.words.filter(inside)
  const first = words[0]
  const last = words.at(-1)
  if (first === undefined || last === undefined) return []
  if (words.length === segment.words.length) return [rebase(segment, stretch)]
  const { confidence: _whole, ...rest } = segment
  const confidence = meanConfidence(words)
  const part = {
    ...rest,
    ...(confidence === null ? {} : { confidence }),
    text: timedWords(segment)
      .filter(inside)
      .map(({ text }) => text)
      .join(' '),
    startSeconds: first.startSeconds,
    endSeconds: last.endSeconds,
    words,
  }
  return [rebase(part, stretch)]
}

const rebase = (segment: Segment, stretch: Stretch): Segment => ({
  ...segment,
  ...rebaseTimes(segment, stretch),
  words: segment.words.map((word): Word => ({ ...word, ...rebaseTimes(word, stretch) })),
})

/** What reaches over the end of its chapter is cut off there, so that chapters never overlap. */
const rebaseTimes = (
  { startSeconds, endSeconds }: { readonly startSeconds: number; readonly endSeconds: number },
  { originSeconds, untilSeconds }: Stretch,
) => {
  const start = Math.max(0, startSeconds - originSeconds)
  const end = Math.max(start, Math.min(endSeconds, untilSeconds) - originSeconds)
  return { startSeconds: roundSeconds(start), endSeconds: roundSeconds(end) }
}
