import { appendFileSync } from 'node:fs'
import { errAsync, ok, okAsync, ResultAsync, safeTry } from 'neverthrow'
import type { Segment } from '../../src/domain/transcript/transcript.ts'
import { type PortResult, permanentError, transientError } from '../../src/ports/port-error.ts'
import type { TranscribeAnswer, TranscribeRequest, Transcriber } from '../../src/ports/transcriber.ts'

const PIECES = 8
const PIECE_MS = 40

/**
 * Recognises eight pieces of a fixed text, taking its time over each, and notes in a file, after each piece was saved,
 * that it was computed. A piece noted twice was computed although it was already safe.
 */
export function createCountingTranscriber(logPath: string): Transcriber {
  return {
    name: 'counting',
    check: () => okAsync(undefined),
    resume: () => errAsync(permanentError('never_waits', 'This engine never answers `waiting`.')),
    start: (request) =>
      safeTry(async function* () {
        for (let piece = 0; piece < PIECES; piece += 1) {
          const key = `piece:${piece}`
          if (request.finishedParts.has(key)) continue
          yield* await pause(request)
          yield* await request.savePart(key, { piece })
          appendFileSync(logPath, `${request.audio.localPath} ${key}\n`)
          request.reportProgress((piece + 1) / PIECES)
        }
        return ok<TranscribeAnswer>({ status: 'done', transcript: transcript(request) })
      }),
  }
}

const pause = (request: TranscribeRequest): PortResult<void> =>
  ResultAsync.fromSafePromise(Bun.sleep(PIECE_MS)).andThen(() =>
    request.signal.aborted ? errAsync(transientError('aborted', 'Stopped.')) : okAsync(undefined),
  )

function transcript(request: TranscribeRequest) {
  const { durationSeconds } = request.audio
  const segments = Array.from({ length: PIECES }, (_, index): Segment => {
    const startSeconds = (durationSeconds * index) / PIECES
    const endSeconds = (durationSeconds * (index + 1)) / PIECES
    const text = `the lamp of piece ${index}`
    return { text, startSeconds, endSeconds, words: [{ text: `piece${index}`, startSeconds, endSeconds }] }
  })
  return { language: request.language, engine: 'counting', durationSeconds, segments }
}
