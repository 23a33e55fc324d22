import { err, ok, type Result } from 'neverthrow'
import { timeLimitMs } from '../../domain/job/time-limit.ts'
import type { Transcript } from '../../domain/transcript/transcript.ts'
import { type PortError, permanentError, transientError } from '../../ports/port-error.ts'
import type { TranscribeAnswer, TranscribeRequest } from '../../ports/transcriber.ts'
import { callRevAi } from './client.ts'
import type { RevAiContext } from './context.ts'
import { type CallFailure, errorOfCall, isOutage } from './errors.ts'
import { readIntent } from './intent.ts'
import { errorOfJob, isBalanceFailure } from './job-failure.ts'
import { pollDelayMs } from './poll-delay.ts'
import { segmentsOf } from './segments.ts'
import { jobShape, nothingShape, type RevAiJob, type RevAiTranscript, transcriptShape } from './shapes.ts'

const SECONDS_PER_HOUR = 3_600

type Answer = Result<TranscribeAnswer, PortError>

/** Looks at a vendor's job and brings its transcript when it is there. */
export async function collect(
  context: RevAiContext,
  externalId: string,
  request: TranscribeRequest,
): Promise<Answer> {
  const { server, limits, logger } = context
  const { signal } = request
  const looked = await callRevAi(server, jobShape, { limits: limits.call, signal }, (client) =>
    client.getJobDetails(encodeURIComponent(externalId)),
  )
  if (looked.isErr()) return notSeen(context, externalId, request, looked.error)
  const job = looked.value
  switch (job.status) {
    case 'transcribed':
    case 'completed':
      return fetchTranscript(context, job, request)
    case 'failed': {
      if (isBalanceFailure(job)) {
        logger.error('Rev.ai transcribes nothing more until its account is paid', { failure: job.failure })
      }
      return forget(request, errorOfJob(job))
    }
    default:
      return isOverdue(context, job, request) ? err(overdue(job.id)) : ok(stillWaiting(context, job, request))
  }
}

/** A vendor that is away says nothing of the job: that uses no attempt. */
async function notSeen(
  context: RevAiContext,
  externalId: string,
  request: TranscribeRequest,
  failure: CallFailure,
): Promise<Answer> {
  const error = errorOfCall(failure, context.server.baseUrl)
  if (failure.kind === 'refused' && failure.status === 404) return forget(request, jobGone(externalId))
  if (!isOutage(failure)) return err(error)
  const { code, message } = error
  context.logger.warn('Rev.ai can not be asked about a job', {
    jobId: request.jobId,
    externalId,
    code,
    message,
  })
  return ok(stillWaiting(context, { id: externalId }, request))
}

/** The vendor's job is of no use any more: the next attempt, or a retry by hand, submits anew. */
const forget = async (request: TranscribeRequest, error: PortError): Promise<Answer> =>
  (await request.saveNotes(null)).andThen(() => err(error))

const jobGone = (externalId: string): PortError =>
  permanentError(
    'vendor_job_gone',
    `Rev.ai does not know job ${externalId} any more: it was deleted there, is older than 30 days, or belongs to another account. Retry the job to transcribe the audio anew.`,
  )

type Aged = Pick<RevAiJob, 'id' | 'created_on'>

function ageMsOf({ clock }: RevAiContext, job: Aged): number {
  const createdMs = Date.parse(job.created_on ?? '')
  return Number.isFinite(createdMs) ? clock.now().getTime() - createdMs : 0
}

const isOverdue = (context: RevAiContext, job: Aged, { audio }: TranscribeRequest): boolean =>
  ageMsOf(context, job) > timeLimitMs(context.timeLimit, audio.durationSeconds)

/** Its id is kept: what it still brings is paid for, and a retry looks at it again. */
const overdue = (externalId: string): PortError =>
  transientError(
    'vendor_timeout',
    `Rev.ai has not finished job ${externalId} in the time that audio of this length may take. A retry asks for the same job again.`,
  )

function stillWaiting(context: RevAiContext, job: Aged, { audio }: TranscribeRequest): TranscribeAnswer {
  const { random, shortestPollMs } = context
  const ageMs = ageMsOf(context, job)
  const audioSeconds = audio.durationSeconds
  const pollAfterMs = pollDelayMs({ audioSeconds, ageMs, shortestMs: shortestPollMs, random: random() })
  return { status: 'waiting', externalId: job.id, pollAfterMs }
}

async function fetchTranscript(
  context: RevAiContext,
  job: RevAiJob,
  request: TranscribeRequest,
): Promise<Answer> {
  const { server, limits } = context
  const { signal } = request
  const fetched = await callRevAi(server, transcriptShape, { limits: limits.transcript, signal }, (client) =>
    client.getTranscriptObject(encodeURIComponent(job.id)),
  )
  if (fetched.isErr()) {
    const isEarly = fetched.error.kind === 'refused' && fetched.error.status === 409
    return isEarly ? ok(stillWaiting(context, job, request)) : err(errorOfCall(fetched.error, server.baseUrl))
  }
  await deleteExtras(context, request)
  request.reportProgress(1)
  return ok(doneWith(context, job, fetched.value, request))
}

function doneWith(
  { usdPerHour }: RevAiContext,
  job: RevAiJob,
  answer: RevAiTranscript,
  request: TranscribeRequest,
): TranscribeAnswer {
  const segments = segmentsOf(answer)
  const model = job.transcriber ?? 'machine'
  const audioSeconds = job.duration_seconds ?? request.audio.durationSeconds
  const transcript: Transcript = {
    ...{ language: request.language, engine: `rev.ai ${model}`, segments },
    durationSeconds: Math.max(
      request.audio.durationSeconds > 0 ? request.audio.durationSeconds : audioSeconds,
      segments.at(-1)?.endSeconds ?? 0,
    ),
  }
  return {
    status: 'done',
    transcript,
    usage: {
      ...{ provider: 'rev.ai', model, operation: 'transcribe', reference: job.id },
      ...{ inputTokens: 0, outputTokens: 0, audioSeconds },
      costUsd: usdPerHour === null ? null : (audioSeconds / SECONDS_PER_HOUR) * usdPerHour,
    },
  }
}

/** Bought twice, in spite of all: nobody needs them. One that still runs can't be deleted, and goes after 30 days. */
async function deleteExtras(context: RevAiContext, { notes, signal }: TranscribeRequest): Promise<void> {
  for (const externalId of readIntent(notes)?.extras ?? []) {
    const deleted = await deleteJob(context, externalId, signal)
    if (deleted.isErr()) context.logger.warn('a job that Rev.ai has twice was not deleted', { externalId })
  }
}

export const deleteJob = (
  { server, limits }: RevAiContext,
  externalId: string,
  signal: AbortSignal,
): Promise<Result<unknown, CallFailure>> =>
  callRevAi(server, nothingShape, { limits: limits.call, signal }, (client) =>
    client.deleteJob(encodeURIComponent(externalId)),
  )
