import { Readable } from 'node:stream'
import { err, ok, type Result } from 'neverthrow'
import { type PortError, transientError } from '../../ports/port-error.ts'
import type { TranscribeAnswer, TranscribeRequest } from '../../ports/transcriber.ts'
import { checkDuration, checkMultipartSize, isUsableUrl } from './check-audio.ts'
import { callRevAi } from './client.ts'
import type { RevAiContext } from './context.ts'
import { type CallFailure, errorOfCall, isRefusal } from './errors.ts'
import { findSubmitted } from './find-submitted.ts'
import { type Intent, newIntent, readIntent } from './intent.ts'
import { type JobOptions, jobOptionsOf } from './job-options.ts'
import { pollDelayMs } from './poll-delay.ts'
import { jobShape, type RevAiJob } from './shapes.ts'

/** Rev.ai wants 2 hours at least, and may queue for long. */
const URL_LIFETIME_SECONDS = 24 * 60 * 60
/** A worker that was frozen since it noted its intent may have lost the job to another that has submitted meanwhile. */
const INTENT_IS_FRESH_MS = 5_000
/** Claim it anew at once: a vendor's job was found, and its id is to be noted first. */
const AT_ONCE_MS = 1

type Answer = Result<TranscribeAnswer, PortError>

/** `audio`: ours, not the vendor's; `hasBegun`: some of it was sent. */
type SendFailure =
  | CallFailure
  | { readonly kind: 'audio'; readonly error: PortError; readonly hasBegun: boolean }

/** Submits the audio, unless an earlier attempt did: then that submission is adopted. */
export async function submit(context: RevAiContext, request: TranscribeRequest): Promise<Answer> {
  if (request.signal.aborted) return err(errorOfCall({ kind: 'aborted' }, context.server.baseUrl))
  const intent = readIntent(request.notes)
  return intent === null ? submitNew(context, request) : recover(context, request, intent)
}

/**
 * An earlier attempt noted its intent and nothing else: it may have submitted. What is found is adopted; when there is
 * nothing, the vendor gets some time to list what it took, and nothing a second time means that it took nothing.
 */
async function recover(context: RevAiContext, request: TranscribeRequest, intent: Intent): Promise<Answer> {
  const found = await findSubmitted(context, intent, request.signal)
  if (found.isErr()) return err(found.error)
  const [first, ...extras] = found.value.filter((job) => job.status !== 'failed')
  if (first !== undefined) {
    context.logger.warn('a submission whose answer was lost is adopted', {
      ...{ jobId: request.jobId, externalId: first.id, extras: extras.length },
    })
    const noted = await request.saveNotes({ ...intent, extras: extras.map(({ id }) => id) })
    return noted.map(() => ({ status: 'waiting', externalId: first.id, pollAfterMs: AT_ONCE_MS }))
  }
  if (intent.searched || found.value.length > 0) return submitNew(context, request)
  const noted = await request.saveNotes({ ...intent, searched: true })
  return noted.map(() => ({ status: 'waiting', externalId: null, pollAfterMs: context.graceMs }))
}

async function submitNew(context: RevAiContext, request: TranscribeRequest): Promise<Answer> {
  const url = await urlOf(request)
  if (url.isErr()) return err(url.error)
  const limited = url.value === null ? checkMultipartSize(request.audio) : ok(undefined)
  const allowed = checkDuration(request.audio).andThen(() => limited)
  if (allowed.isErr()) return err(allowed.error)

  request.reportProgress(0)
  if (url.value !== null) {
    const source = url.value
    return buy(context, request, (jobOptions) => sendUrl(context, request, jobOptions, source))
  }
  const release = await context.uploads.take(request.signal)
  if (release === null) return err(errorOfCall({ kind: 'aborted' }, context.server.baseUrl))
  try {
    return await buy(context, request, (jobOptions) => sendFile(context, request, jobOptions))
  } finally {
    release()
  }
}

/** Notes the intent, sends, and says what came of it. */
async function buy(
  context: RevAiContext,
  request: TranscribeRequest,
  send: (jobOptions: JobOptions) => Promise<Result<RevAiJob, SendFailure>>,
): Promise<Answer> {
  const notedAtMs = performance.now()
  const intent = newIntent(context.clock.now())
  const noted = await request.saveNotes(intent)
  if (noted.isErr()) return err(noted.error)
  if (performance.now() - notedAtMs > INTENT_IS_FRESH_MS) {
    return err(transientError('intent_stale', 'The submission was put off: noting it took too long.'))
  }
  const submitted = await send(jobOptionsOf(request, intent.token, context))
  return submitted.isOk()
    ? ok(waitingFor(context, request, submitted.value))
    : giveUp(context, request, submitted.error)
}

/** What never reached the vendor, or was refused, is not there to be adopted. The rest may be: its intent stays. */
async function giveUp(
  { server, logger }: RevAiContext,
  request: TranscribeRequest,
  failure: SendFailure,
): Promise<Answer> {
  const error = failure.kind === 'audio' ? failure.error : errorOfCall(failure, server.baseUrl)
  const isKnown = failure.kind === 'audio' ? !failure.hasBegun : isRefusal(failure)
  if (!isKnown) return err(error)
  const forgotten = await request.saveNotes(null)
  if (forgotten.isErr()) logger.warn('a refused submission stays noted', { code: forgotten.error.code })
  return err(error)
}

function waitingFor(context: RevAiContext, request: TranscribeRequest, job: RevAiJob): TranscribeAnswer {
  const { shortestPollMs, random } = context
  const audioSeconds = request.audio.durationSeconds
  const pollAfterMs = pollDelayMs({ audioSeconds, ageMs: 0, shortestMs: shortestPollMs, random: random() })
  return { status: 'waiting', externalId: job.id, pollAfterMs }
}

async function urlOf({ audio }: TranscribeRequest): Promise<Result<string | null, PortError>> {
  const signed = await audio.signedUrl(URL_LIFETIME_SECONDS)
  return signed.map((url) => (url !== null && isUsableUrl(url) ? url : null))
}

const sendUrl = (
  { server, limits }: RevAiContext,
  { signal }: TranscribeRequest,
  options: JobOptions,
  url: string,
): Promise<Result<RevAiJob, CallFailure>> =>
  callRevAi(server, jobShape, { limits: limits.call, signal }, (client) =>
    client.submitJob({ ...options, source_config: { url } }),
  )

/** Straight from the storage, a chunk at a time. */
async function sendFile(
  { server, limits }: RevAiContext,
  { audio, signal }: TranscribeRequest,
  options: JobOptions,
): Promise<Result<RevAiJob, SendFailure>> {
  const opened = await audio.open()
  if (opened.isErr()) return err({ kind: 'audio', error: opened.error, hasBegun: false })
  const media = Readable.from(opened.value, { objectMode: false })
  let readError: Error | null = null
  media.once('error', (error) => {
    readError = error
  })
  try {
    const sent = await callRevAi(server, jobShape, { limits: limits.upload, signal }, (client) =>
      client.submitJobAudioData(media, 'audio', options),
    )
    if (readError === null || sent.isOk()) return sent
    return err({ kind: 'audio', error: bodyFailed(readError), hasBegun: true })
  } finally {
    media.destroy()
  }
}

/** The body broke off in the middle, so the vendor got no whole file. */
const bodyFailed = (cause: Error): PortError =>
  transientError('audio_read_failed', 'The audio could not be read to its end.', cause)
