import { err, errAsync, ok, type Result, ResultAsync } from 'neverthrow'
import * as z from 'zod'
import { type TimeLimit, timeLimitMs } from '../../domain/job/time-limit.ts'
import { joinTranscripts, type TranscriptPart } from '../../domain/transcript/join.ts'
import type { Transcript } from '../../domain/transcript/transcript.ts'
import { type PortError, permanentError, transientError } from '../../ports/port-error.ts'
import type { TranscribeAnswer, TranscribeRequest, Transcriber } from '../../ports/transcriber.ts'
import { extensionOf } from './audio-extension.ts'
import { checkOpenAiServer } from './check.ts'
import { callOpenAi } from './http.ts'
import type { MultipartFile } from './multipart.ts'
import {
  type CutPlan,
  openWorkspace,
  type PieceLimits,
  type PieceSpan,
  planCuts,
  settleCuts,
  type Workspace,
} from './pieces.ts'
import { type OpenAiServer, serverLabel } from './server.ts'
import { segmentsOf, transcriptionSchema } from './transcription-answer.ts'

/** OpenAI and Groq (free tier) take files of at most 25 MB; some room is left for the form around it. */
const DEFAULT_MAX_FILE_SIZE_BYTES = 24 * 1024 * 1024
/** Short enough for an answer before a client's time-outs on a slow machine, and little to lose in a crash. */
const DEFAULT_MAX_PIECE_SECONDS = 600

export interface OpenAiTranscriberOptions extends OpenAiServer {
  /** Larger files are cut into pieces, for which ffmpeg is needed. */
  readonly maxFileSizeBytes?: number
  /** Longer files are cut into pieces. */
  readonly maxPieceSeconds?: number
  /** For one request, by the length of what is sent; absent: `timeoutMs`. */
  readonly timeLimit?: TimeLimit
}

/** Transcribes through `/v1/audio/transcriptions` (`verbose_json`), piece by piece when the file is long. */
export function createOpenAiTranscriber(options: OpenAiTranscriberOptions): Transcriber {
  const limits: PieceLimits = {
    maxFileSizeBytes: options.maxFileSizeBytes ?? DEFAULT_MAX_FILE_SIZE_BYTES,
    maxPieceSeconds: options.maxPieceSeconds ?? DEFAULT_MAX_PIECE_SECONDS,
  }
  return {
    name: 'openai',
    start: (request) => {
      if (request.signal.aborted) return errAsync(transientError('aborted', 'the transcription was stopped'))
      const cuts = planCuts(request.audio, limits)
      const transcript =
        cuts === null ? transcribeWhole(options, request) : transcribePieces(options, request, cuts)
      return new ResultAsync(transcript).map(
        (done): TranscribeAnswer => ({ status: 'done', transcript: done }),
      )
    },
    resume: () =>
      errAsync(permanentError('not_resumable', 'this engine answers at once and leaves no vendor jobs')),
    check: () => checkOpenAiServer(options),
  }
}

async function transcribeWhole(
  options: OpenAiTranscriberOptions,
  request: TranscribeRequest,
): Promise<Result<Transcript, PortError>> {
  const { mediaType, sizeBytes, durationSeconds, open } = request.audio
  const file = { name: `audio.${extensionOf(mediaType)}`, mediaType, sizeBytes, open }
  const span = { startSeconds: 0, endSeconds: durationSeconds }
  const transcript = await transcribePart(options, request, span, async () => ok(file))
  return transcript.map((done) => {
    request.reportProgress(1)
    return done
  })
}

async function transcribePieces(
  options: OpenAiTranscriberOptions,
  request: TranscribeRequest,
  plan: CutPlan,
): Promise<Result<Transcript, PortError>> {
  const workspace = await openWorkspace(request.audio, request.signal)
  if (workspace.isErr()) return err(workspace.error)
  try {
    const { durationSeconds } = request.audio
    const spans = await settleCuts(workspace.value.input, plan, durationSeconds, request.signal)
    return spans.isErr()
      ? err(spans.error)
      : await transcribeSpans(options, request, spans.value, workspace.value)
  } finally {
    await workspace.value.remove()
  }
}

async function transcribeSpans(
  options: OpenAiTranscriberOptions,
  request: TranscribeRequest,
  spans: readonly PieceSpan[],
  workspace: Workspace,
): Promise<Result<Transcript, PortError>> {
  const parts: TranscriptPart[] = []
  for (const span of spans) {
    const part = await transcribePart(options, request, span, () => workspace.cut(span, request.signal))
    if (part.isErr()) return err(part.error)
    parts.push({ transcript: part.value, offsetSeconds: span.startSeconds })
    request.reportProgress(span.endSeconds / request.audio.durationSeconds)
  }
  return ok({ ...joinTranscripts(parts), durationSeconds: request.audio.durationSeconds })
}

/** Saved as soon as it is there, so that a later attempt does not buy it again. */
async function transcribePart(
  options: OpenAiTranscriberOptions,
  request: TranscribeRequest,
  span: PieceSpan,
  prepare: () => Promise<Result<MultipartFile, PortError>>,
): Promise<Result<Transcript, PortError>> {
  const key = `openai:${options.model}:${span.startSeconds}-${span.endSeconds}`
  const finished = savedPartSchema.safeParse(request.finishedParts.get(key))
  if (finished.success) return ok(finished.data as Transcript)
  const file = await prepare()
  if (file.isErr()) return err(file.error)
  const transcript = await buyTranscript(options, request, span, file.value)
  if (transcript.isErr()) return err(transcript.error)
  const saved = await request.savePart(key, JSON.parse(JSON.stringify(transcript.value)))
  return saved.map(() => transcript.value)
}

async function buyTranscript(
  options: OpenAiTranscriberOptions,
  request: TranscribeRequest,
  span: PieceSpan,
  file: MultipartFile,
): Promise<Result<Transcript, PortError>> {
  const durationSeconds = span.endSeconds - span.startSeconds
  const fields: [string, string][] = [
    ['model', options.model],
    ['response_format', 'verbose_json'],
    ['timestamp_granularities[]', 'word'],
    ['timestamp_granularities[]', 'segment'],
  ]
  const language = request.language.split('-')[0]?.toLowerCase() ?? ''
  // ISO 639-1 alone is understood; without it the server detects the language.
  if (/^[a-z]{2}$/.test(language)) fields.push(['language', language])
  const answer = await callOpenAi(options, {
    method: 'POST',
    path: '/audio/transcriptions',
    form: { fields, file },
    answer: transcriptionSchema,
    signal: request.signal,
    ...(options.timeLimit && { timeoutMs: timeLimitMs(options.timeLimit, durationSeconds) }),
  })
  return answer.mapErr(audioError).andThen((body) => {
    const segments = segmentsOf(body, durationSeconds)
    if (segments === null) return err(noTimes(options))
    return ok({ language: request.language, engine: `openai ${options.model}`, durationSeconds, segments })
  })
}

/** The API has no code of its own for files that are not audio. */
function audioError(error: PortError): PortError {
  const isAudio =
    error.code === 'bad_request' && /decod|invalid file|corrupt|file format/i.test(error.message)
  return isAudio ? permanentError('decode_failed', error.message, error.cause) : error
}

function noTimes(options: OpenAiServer): PortError {
  return permanentError(
    'no_times',
    `${options.model} on ${serverLabel(options.baseUrl)} sends text without times: choose a model with verbose_json`,
  )
}

const timesSchema = z.object({
  startSeconds: z.number(),
  endSeconds: z.number(),
  confidence: z.number().optional(),
})
const savedPartSchema = z.object({
  language: z.string(),
  engine: z.string(),
  durationSeconds: z.number(),
  segments: z.array(
    timesSchema.extend({ text: z.string(), words: z.array(timesSchema.extend({ text: z.string() })) }),
  ),
})
