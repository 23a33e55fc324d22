import type { ChapterMark } from '../../../domain/upload/audio-metadata.ts'
import type { RawMark } from './reading.ts'

/** More marks than any book has chapters; a file with more is cut off there. */
export const MAX_MARKS = 2_000
/** Marks closer than this are one; times are kept to the millisecond. */
const MIN_LENGTH_SECONDS = 0.001

const toMilliseconds = (seconds: number) => Math.round(seconds * 1000) / 1000

/**
 * In order, inside the file, not overlapping, none empty. A missing end is the next start. Of marks that start
 * together the first stays. A lone mark without a title that covers the whole file says nothing, and goes.
 */
export function normalizeMarks(marks: readonly RawMark[], durationSeconds: number): ChapterMark[] {
  const sorted = marks
    .filter((mark) => Number.isFinite(mark.startSeconds) && mark.startSeconds < durationSeconds)
    .map((mark) => ({ ...mark, startSeconds: toMilliseconds(Math.max(0, mark.startSeconds)) }))
    .sort((left, right) => left.startSeconds - right.startSeconds)
  const starts: RawMark[] = []
  for (const mark of sorted) {
    const previous = starts.at(-1)
    if (previous !== undefined && mark.startSeconds - previous.startSeconds < MIN_LENGTH_SECONDS) continue
    if (starts.length === MAX_MARKS) break
    starts.push(mark)
  }
  const normalized = starts
    .map((mark, index): ChapterMark => {
      const limitSeconds = starts[index + 1]?.startSeconds ?? durationSeconds
      const endSeconds = endOf(mark, limitSeconds)
      return {
        title: mark.title,
        startSeconds: mark.startSeconds,
        endSeconds: Math.min(toMilliseconds(endSeconds), limitSeconds),
      }
    })
    .filter((mark) => mark.endSeconds > mark.startSeconds)
  const [only, ...others] = normalized
  const saysNothing =
    only !== undefined && others.length === 0 && only.title === null && only.startSeconds === 0
  return saysNothing ? [] : normalized
}

function endOf(mark: RawMark, limitSeconds: number): number {
  const { endSeconds } = mark
  const isUsable = endSeconds !== null && Number.isFinite(endSeconds) && endSeconds > mark.startSeconds
  return isUsable ? Math.min(endSeconds, limitSeconds) : limitSeconds
}
