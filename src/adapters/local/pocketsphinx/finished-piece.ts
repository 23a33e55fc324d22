import type { JsonValue } from '../../../domain/job/job.ts'
import { roundSeconds } from '../../../domain/transcript/timed-words.ts'
import type { Word } from '../../../domain/transcript/transcript.ts'
import type { Piece } from './cut-at-pauses.ts'

/** Under which the words of a piece are saved; the same audio is always cut into the same pieces. */
export const pieceKey = ({ startMs, endMs }: Pick<Piece, 'startMs' | 'endMs'>): string =>
  `piece:${startMs}-${endMs}`

/** Times from the start of the whole audio, within the piece. */
export const placeWords = (words: readonly Word[], { startMs, endMs }: Piece): readonly Word[] => {
  const place = (seconds: number) => roundSeconds(Math.min(startMs / 1000 + seconds, endMs / 1000))
  return words.map((word) => ({
    ...word,
    startSeconds: place(word.startSeconds),
    endSeconds: place(word.endSeconds),
  }))
}

/** `[[text, start, end, confidence | null], …]`, seconds from the start of the whole audio. */
export const encodeWords = (words: readonly Word[]): JsonValue =>
  words.map(({ text, startSeconds, endSeconds, confidence }) => [
    text,
    startSeconds,
    endSeconds,
    confidence ?? null,
  ])

/** Null when it is not what `encodeWords` makes: then the piece is recognised again. */
export const decodeWords = (saved: JsonValue | undefined): readonly Word[] | null => {
  if (!Array.isArray(saved)) return null
  const words: Word[] = []
  for (const entry of saved as readonly JsonValue[]) {
    if (!Array.isArray(entry)) return null
    const [text, startSeconds, endSeconds, confidence] = entry as readonly JsonValue[]
    if (typeof text !== 'string' || typeof startSeconds !== 'number' || typeof endSeconds !== 'number')
      return null
    const word = { text, startSeconds, endSeconds }
    words.push(typeof confidence === 'number' ? { ...word, confidence } : word)
  }
  return words
}
