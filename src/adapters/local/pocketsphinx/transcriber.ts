import { availableParallelism } from 'node:os'
import { err, ok, type Result, ResultAsync } from 'neverthrow'
import { DEFAULT_TIME_LIMITS, type TimeLimit } from '../../../domain/job/time-limit.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { Logger } from '../../../ports/logger.ts'
import { type PortError, permanentError } from '../../../ports/port-error.ts'
import type { TranscribeAnswer, TranscribeRequest, Transcriber } from '../../../ports/transcriber.ts'
import { systemClock } from '../../system/clock.ts'
import { openInput } from './audio-input.ts'
import { type StartChild, startChild } from './child-process.ts'
import type { CutLimits } from './cut-at-pauses.ts'
import { groupWords } from './group-words.ts'
import { engineMissing } from './installation.ts'
import type { SpeechModel } from './model.ts'
import { abortedError, recognizePieces } from './recognize-pieces.ts'
import { findRecognizer, type Recognizer } from './recognizer.ts'
import { createSlots } from './slots.ts'

/** Longer pieces are recognised better, shorter ones lose less at a restart: docs/decisions/0020-draft-transcriber.md. */
export const PIECE_LIMITS: CutLimits = { minPieceMs: 20_000, maxPieceMs: 60_000 }
const DEFAULT_LANGUAGE = 'en'

export interface PocketsphinxOptions {
  readonly logger: Logger
  /** Pieces recognised at once, over all jobs; the number of processors unless given. */
  readonly concurrency?: number
  /** Instead of the English model that comes with the program. */
  readonly model?: SpeechModel
  readonly pieceLimits?: CutLimits
  /** For one piece, by its length. */
  readonly timeLimit?: TimeLimit
  readonly clock?: Clock
  /** To watch or replace the starting of child processes. */
  readonly startChild?: StartChild
}

/**
 * Speech to text on this machine, by ffmpeg and CMU PocketSphinx: draft quality, no key, no network. The audio is
 * decoded as a stream, cut at pauses, and each piece is recognised in a child process of low priority. A recognised
 * piece is saved at once and not recognised again by a later attempt.
 */
export const createPocketsphinxTranscriber = (options: PocketsphinxOptions): Transcriber => {
  const { logger, pieceLimits = PIECE_LIMITS, startChild: start = startChild, model = null } = options
  const { clock = systemClock, timeLimit = DEFAULT_TIME_LIMITS.transcribe } = options
  const concurrency = options.concurrency ?? availableParallelism()
  const slots = createSlots(concurrency)
  let found: Recognizer | null = null

  /** Looked for until it is found, so that installing it needs no restart. */
  const recognizer = async (signal: AbortSignal): Promise<Result<Recognizer, PortError>> => {
    if (found !== null) return ok(found)
    const ffmpeg = start('ffmpeg', ['-version'], { stdin: 'none', signal })
    ffmpeg.stdout.resume()
    if ((await ffmpeg.exit).outcome === 'missing') return err(engineMissing('ffmpeg'))
    const answer = await findRecognizer(model, start, signal)
    if (answer.isOk()) found = answer.value
    return answer
  }

  const transcribe = async (request: TranscribeRequest): Promise<Result<TranscribeAnswer, PortError>> => {
    const { signal } = request
    const refusal = refuseLanguage(request.language, model)
    if (refusal !== null) return err(refusal)
    if (signal.aborted) return err(abortedError())
    const engine = await recognizer(signal)
    if (signal.aborted) return err(abortedError())
    if (engine.isErr()) return err(engine.error)
    const opened = await openInput(request.audio, signal)
    if (opened.isErr()) return err(signal.aborted ? abortedError() : opened.error)
    try {
      const { value: used } = engine
      const resources = { recognizer: used, start, slots, concurrency, limits: pieceLimits, clock, timeLimit }
      const speech = await recognizePieces(opened.value.input, request, resources)
      if (speech.isErr()) return err(speech.error)
      const { words, durationSeconds, silences, reusedPieces, recognizedPieces } = speech.value
      request.reportProgress(1)
      logger.debug('speech recognised', {
        durationSeconds,
        reusedPieces,
        recognizedPieces,
        words: words.length,
      })
      const segments = groupWords(words)
      return ok({
        status: 'done',
        transcript: { language: request.language, engine: used.label, durationSeconds, segments },
        silences,
      })
    } finally {
      await opened.value.close()
    }
  }

  return {
    name: 'pocketsphinx',
    start: (request) => new ResultAsync(transcribe(request)),
    resume: () =>
      new ResultAsync(
        Promise.resolve(err(permanentError('nothing_to_resume', 'pocketsphinx leaves no work elsewhere.'))),
      ),
    check: () =>
      new ResultAsync(recognizer(new AbortController().signal).then((answer) => answer.map(() => undefined))),
  }
}

const refuseLanguage = (language: string, model: SpeechModel | null): PortError | null => {
  const primary = (tag: string) => tag.toLowerCase().split('-')[0]
  const spoken = model?.language ?? DEFAULT_LANGUAGE
  if (primary(language) === primary(spoken)) return null
  return permanentError(
    'language_not_supported',
    `pocketsphinx is set up for "${spoken}", not "${language}". Use the transcriber openai or revai, or configure a model directory.`,
  )
}
