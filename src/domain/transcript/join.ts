import { roundSeconds } from './timed-words.ts'
import type { Segment, Transcript } from './transcript.ts'

export interface TranscriptPart {
  readonly transcript: Transcript
  /** Where the part starts in the whole, in seconds. */
  readonly offsetSeconds: number
}

/**
 * Puts the transcripts of chapters together into one of the book, times from the start of the book. Language is that of
 * the first part; engines are named once each. Without parts: an empty transcript of undetermined language (`und`).
 */
export const joinTranscripts = (parts: readonly TranscriptPart[]): Transcript => {
  const inOrder = parts.toSorted((a, b) => a.offsetSeconds - b.offsetSeconds)
  const ends = inOrder.map(({ transcript, offsetSeconds }) => offsetSeconds + transcript.durationSeconds)
  return {
    language: inOrder[0]?.transcript.language ?? 'und',
    engine: [...new Set(inOrder.map(({ transcript }) => transcript.engine))].join(', '),
    durationSeconds: roundSeconds(ends.reduce((latest, end) => Math.max(latest, end), 0)),
    segments: inOrder.flatMap(({ transcript, offsetSeconds }) =>
      transcript.segments.map((segment) => shift(segment, offsetSeconds)),
    ),
  }
}

const shift = (segment: Segment, offsetSeconds: number): Segment => ({
  ...segment,
  ...shiftTimes(segment, offsetSeconds),
  words: segment.words.map((word) => ({ ...word, ...shiftTimes(word, offsetSeconds) })),
})

const shiftTimes = (
  { startSeconds, endSeconds }: { readonly startSeconds: number; readonly endSeconds: number },
  offsetSeconds: number,
) => ({
  startSeconds: roundSeconds(startSeconds + offsetSeconds),
  endSeconds: roundSeconds(endSeconds + offsetSeconds),
})
