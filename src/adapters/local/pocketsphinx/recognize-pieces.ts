import { err, ok, type Result, ResultAsync } from 'neverthrow'
import { type TimeLimit, timeLimitMs } from '../../../domain/job/time-limit.ts'
import { mergeStretches, type Stretch } from '../../../domain/transcript/coverage.ts'
import type { Word } from '../../../domain/transcript/transcript.ts'
import type { Clock } from '../../../ports/clock.ts'
import { type PortError, transientError } from '../../../ports/port-error.ts'
import type { TranscribeRequest } from '../../../ports/transcriber.ts'
import { withinTime } from '../../../ports/within-time.ts'
import type { StartChild } from './child-process.ts'
import { type CutLimits, cutAtPauses, type Piece } from './cut-at-pauses.ts'
import { type DecoderInput, decodeAudio, decodeFailed } from './decode-audio.ts'
import { decodeWords, encodeWords, pieceKey, placeWords } from './finished-piece.ts'
import type { Recognizer } from './recognizer.ts'
import type { Slots } from './slots.ts'

export interface RecognizeOptions {
  readonly recognizer: Recognizer
  readonly start: StartChild
  /** Shared by all jobs of this process. */
  readonly slots: Slots
  /** Pieces of this job at once; also what bounds the pieces held in memory. */
  readonly concurrency: number
  readonly limits: CutLimits
  readonly clock: Clock
  /** For one piece, by its length. */
  readonly timeLimit: TimeLimit
}

export interface RecognizedSpeech {
  readonly words: readonly Word[]
  readonly durationSeconds: number
  /** Where there was nothing to hear; in order. */
  readonly silences: readonly Stretch[]
  readonly reusedPieces: number
  readonly recognizedPieces: number
}

/** Decodes, cuts and recognises; the decoder waits whenever all slots are taken. All children are gone when it answers. */
export const recognizePieces = async (
  input: DecoderInput,
  request: TranscribeRequest,
  options: RecognizeOptions,
): Promise<Result<RecognizedSpeech, PortError>> => {
  const stopping = new AbortController()
  const signal = AbortSignal.any([request.signal, stopping.signal])
  const decoding = decodeAudio(input, options.start, signal)
  const pieces = cutAtPauses(decoding.pcm, options.limits)
  const done: { readonly piece: Omit<Piece, 'pcm' | 'isSilent'>; readonly words: readonly Word[] }[] = []
  let failure: PortError | null = null
  let reusedPieces = 0
  let doneMs = 0

  const takePiece = async (piece: Piece): Promise<Result<readonly Word[], PortError>> => {
    if (piece.isSilent) return ok([])
    const finished = decodeWords(request.finishedParts.get(pieceKey(piece)))
    if (finished !== null) {
      reusedPieces++
      return ok(finished)
    }
    return options.slots.run(() => recognizeAndSave(piece, request, options, signal))
  }
  // Several of these pull from one generator, which hands out pieces in order.
  const work = async (): Promise<void> => {
    while (failure === null && !signal.aborted) {
      const next = await pieces.next()
      if (next.done === true) return
      const { startMs, endMs, silences } = next.value
      const words = await takePiece(next.value)
      if (words.isErr()) {
        failure ??= words.error
        stopping.abort()
        return
      }
      done.push({ piece: { startMs, endMs, silences }, words: words.value })
      doneMs += endMs - startMs
      request.reportProgress(fractionOf(doneMs / 1000, request.audio.durationSeconds))
    }
  }
  await Promise.all(Array.from({ length: options.concurrency }, work))
  const decodeError = signal.aborted ? null : await decoding.failure()
  await decoding.stop()

  if (request.signal.aborted) return err(abortedError())
  const error = failure ?? decodeError
  if (error !== null) return err(error)
  if (done.length === 0) return err(decodeFailed('it holds no sound'))
  const inOrder = done.toSorted((a, b) => a.piece.startMs - b.piece.startMs)
  return ok({
    words: inOrder.flatMap(({ words }) => words),
    durationSeconds: (inOrder.at(-1)?.piece.endMs ?? 0) / 1000,
    silences: mergeStretches(
      inOrder.flatMap(({ piece }) =>
        piece.silences.map(({ startMs, endMs }) => ({
          startSeconds: startMs / 1000,
          endSeconds: endMs / 1000,
        })),
      ),
    ),
    reusedPieces,
    recognizedPieces: done.length - reusedPieces,
  })
}

export const abortedError = (): PortError => transientError('aborted', 'The transcription was stopped.')

const recognizeAndSave = async (
  piece: Piece,
  request: TranscribeRequest,
  { recognizer, clock, timeLimit }: RecognizeOptions,
  signal: AbortSignal,
): Promise<Result<readonly Word[], PortError>> => {
  if (signal.aborted) return err(abortedError())
  const limitMs = timeLimitMs(timeLimit, (piece.endMs - piece.startMs) / 1000)
  const recognized = await withinTime(
    { clock, limitMs, signal, who: 'pocketsphinx' },
    (signal) => new ResultAsync(recognizer.recognize(piece.pcm, signal)),
  )
  if (recognized.isErr()) return err(recognized.error)
  if (signal.aborted) return err(abortedError())
  const words = placeWords(recognized.value, piece)
  const saved = await request.savePart(pieceKey(piece), encodeWords(words))
  return saved.isErr() ? err(saved.error) : ok(words)
}

const fractionOf = (doneSeconds: number, totalSeconds: number): number =>
  totalSeconds <= 0 ? 0 : Math.min(1, doneSeconds / totalSeconds)
