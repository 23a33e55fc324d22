import * as z from 'zod'
import type { Segment, Word } from '../../domain/transcript/transcript.ts'

/** A pause that ends a segment, when the server sends words alone. */
const SEGMENT_PAUSE_SECONDS = 0.8
const MAX_SEGMENT_WORDS = 40

const wordSchema = z.object({
  word: z.string(),
  start: z.number(),
  end: z.number(),
  probability: z.number().nullish(),
})

/**
 * `verbose_json`. OpenAI, Groq and Speaches list words beside the segments; whisper.cpp lists pieces of words inside
 * them (` That`, `'s`), of which those without a leading space go on with the word before.
 */
export const transcriptionSchema = z.object({
  text: z.string(),
  words: z.array(wordSchema).nullish(),
  segments: z
    .array(
      z.object({
        start: z.number(),
        end: z.number(),
        text: z.string(),
        avg_logprob: z.number().nullish(),
        words: z.array(wordSchema).nullish(),
      }),
    )
    .nullish(),
})
export type TranscriptionAnswer = z.infer<typeof transcriptionSchema>
type AnsweredWord = z.infer<typeof wordSchema>
type AnsweredSegment = NonNullable<TranscriptionAnswer['segments']>[number]

/** Null when the answer has text but no times at all. */
export function segmentsOf(answer: TranscriptionAnswer, durationSeconds: number): Segment[] | null {
  const clamp = (seconds: number) => Math.min(durationSeconds, Math.max(0, seconds))
  const placed = (words: readonly AnsweredWord[]) => wordsOf(words, clamp)
  const answered = (answer.segments ?? []).filter((segment) => segment.text.trim() !== '')
  const loose = placed(answer.words ?? [])
  if (answered.length === 0) {
    return loose.length > 0 ? inOrder(groupWords(loose)) : answer.text.trim() === '' ? [] : null
  }
  const shares = shareOut(loose, answered)
  const segments = answered.map((segment, index) => {
    const own = placed(segment.words ?? [])
    const spoken = own.length > 0 ? own : (shares[index] ?? [])
    const start = clamp(segment.start)
    const end = Math.max(start, clamp(segment.end))
    return segmentOf(segment.text.trim(), start, end, spoken, segment.avg_logprob ?? null)
  })
  return inOrder(segments)
}

/** Servers let words overlap and stick out of their segment a little; a transcript runs forward only. */
function inOrder(segments: readonly Segment[]): Segment[] {
  let lastSeconds = 0
  return segments.map((segment) => {
    const from = lastSeconds
    const words = segment.words.map((word) => {
      const startSeconds = Math.max(word.startSeconds, lastSeconds)
      lastSeconds = Math.max(word.endSeconds, startSeconds)
      return { ...word, startSeconds, endSeconds: lastSeconds }
    })
    const startSeconds = Math.max(
      from,
      Math.min(segment.startSeconds, words[0]?.startSeconds ?? segment.startSeconds),
    )
    return {
      ...segment,
      startSeconds,
      endSeconds: Math.max(segment.endSeconds, lastSeconds, startSeconds),
      words,
    }
  })
}

function wordsOf(answered: readonly AnsweredWord[], clamp: (seconds: number) => number): Word[] {
  const inPieces = answered.some((piece) => piece.word.startsWith(' '))
  const words: Word[] = []
  for (const piece of answered) {
    const text = piece.word.trim()
    if (text === '') continue
    const startSeconds = Math.max(words.at(-1)?.startSeconds ?? 0, clamp(piece.start))
    const endSeconds = Math.max(startSeconds, clamp(piece.end))
    const before = words.at(-1)
    if (inPieces && before !== undefined && !piece.word.startsWith(' ')) {
      words[words.length - 1] = { ...before, text: before.text + text, endSeconds }
      continue
    }
    const confidence = piece.probability ?? null
    words.push({ text, startSeconds, endSeconds, ...(confidence === null ? {} : { confidence }) })
  }
  return words
}

/** Words beside the segments: each belongs to the last segment that began before the word's middle. */
function shareOut(words: readonly Word[], segments: readonly AnsweredSegment[]): Word[][] {
  const shares: Word[][] = segments.map(() => [])
  let index = 0
  for (const word of words) {
    const middle = (word.startSeconds + word.endSeconds) / 2
    while ((segments[index + 1]?.start ?? Number.POSITIVE_INFINITY) <= middle) index += 1
    shares[index]?.push(word)
  }
  return shares
}

function segmentOf(
  text: string,
  start: number,
  end: number,
  spoken: Word[],
  logProbability: number | null,
): Segment {
  const tokens = text.split(/\s+/)
  const words =
    spoken.length === 0
      ? interpolateWords(tokens, start, end)
      : spoken.length === tokens.length
        ? // The loose words lack the punctuation that the segment has.
          spoken.map((word, index) => ({ ...word, text: tokens[index] ?? word.text }))
        : spoken
  const confidence =
    meanConfidence(words) ?? (logProbability === null ? null : Math.min(1, Math.exp(logProbability)))
  return { text, startSeconds: start, endSeconds: end, words, ...(confidence === null ? {} : { confidence }) }
}

/** Times in proportion to the length of the words. */
function interpolateWords(tokens: readonly string[], start: number, end: number): Word[] {
  const characters = tokens.reduce((sum, token) => sum + token.length, 0)
  let spoken = 0
  return tokens.map((text) => {
    const startSeconds = start + ((end - start) * spoken) / characters
    spoken += text.length
    return { text, startSeconds, endSeconds: start + ((end - start) * spoken) / characters }
  })
}

function groupWords(words: readonly Word[]): Segment[] {
  const groups: Word[][] = []
  for (const word of words) {
    const group = groups.at(-1)
    const before = group?.at(-1)
    const goesOn =
      group !== undefined &&
      before !== undefined &&
      group.length < MAX_SEGMENT_WORDS &&
      word.startSeconds - before.endSeconds < SEGMENT_PAUSE_SECONDS &&
      !/[.!?…]["'”’]?$/u.test(before.text)
    if (goesOn) group.push(word)
    else groups.push([word])
  }
  return groups.map((group) => {
    const text = group.map((word) => word.text).join(' ')
    return segmentOf(text, group[0]?.startSeconds ?? 0, group.at(-1)?.endSeconds ?? 0, group, null)
  })
}

function meanConfidence(words: readonly Word[]): number | null {
  const known = words.flatMap((word) => (word.confidence === undefined ? [] : [word.confidence]))
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}
