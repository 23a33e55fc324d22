import { meanConfidence } from '../../../domain/transcript/timed-words.ts'
import type { Segment, Word } from '../../../domain/transcript/transcript.ts'

/** Where a sentence may end, as far as can be heard. */
const PAUSE_SECONDS = 0.45
const MAX_SEGMENT_SECONDS = 12
const MAX_SEGMENT_WORDS = 30

/** Segments between pauses; one that is too long is cut again at its longest pause. Words must be in order. */
export const groupWords = (words: readonly Word[]): readonly Segment[] => {
  const groups: Word[][] = []
  for (const word of words) {
    const group = groups.at(-1)
    const previous = group?.at(-1)
    if (
      group === undefined ||
      previous === undefined ||
      word.startSeconds - previous.endSeconds >= PAUSE_SECONDS
    )
      groups.push([word])
    else group.push(word)
  }
  return groups.flatMap(cutToSize).flatMap(toSegment)
}

/** Halves at least one group at every step, so it ends. */
const cutToSize = (words: readonly Word[]): (readonly Word[])[] => {
  const done: (readonly Word[])[] = []
  const rest: (readonly Word[])[] = [words]
  for (let group = rest.pop(); group !== undefined; group = rest.pop()) {
    const cut = isTooLong(group) ? longestPause(group) : 0
    if (cut === 0) done.push(group)
    else rest.push(group.slice(cut), group.slice(0, cut))
  }
  return done
}

const isTooLong = (words: readonly Word[]): boolean =>
  words.length > MAX_SEGMENT_WORDS ||
  (words.at(-1)?.endSeconds ?? 0) - (words[0]?.startSeconds ?? 0) > MAX_SEGMENT_SECONDS

/** Index of the word after the longest pause in the middle half; 0 when there is nothing to cut. */
const longestPause = (words: readonly Word[]): number => {
  const quarter = Math.floor(words.length / 4)
  let best = { index: 0, seconds: Number.NEGATIVE_INFINITY }
  for (
    let index = Math.max(1, quarter);
    index < Math.max(2, words.length - quarter) && index < words.length;
    index++
  ) {
    const seconds = (words[index]?.startSeconds ?? 0) - (words[index - 1]?.endSeconds ?? 0)
    if (seconds > best.seconds) best = { index, seconds }
  }
  return best.index
}

const toSegment = (words: readonly Word[]): Segment[] => {
  const first = words[0]
  const last = words.at(-1)
  if (first === undefined || last === undefined) return []
  const confidence = meanConfidence(words)
  return [
    {
      text: words.map(({ text }) => text).join(' '),
      startSeconds: first.startSeconds,
      endSeconds: last.endSeconds,
      ...(confidence === null ? {} : { confidence: Math.round(confidence * 1000) / 1000 }),
      words,
    },
  ]
}
