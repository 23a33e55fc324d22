import { errAsync, ok, okAsync, ResultAsync, safeTry } from 'neverthrow'
import type { AudiobookDetail, Chapter } from '../../domain/audiobook/audiobook.ts'
import type { JsonValue } from '../../domain/job/job.ts'
import { DEFAULT_TIME_LIMITS, type TimeLimits, timeLimitMs } from '../../domain/job/time-limit.ts'
import { makePassages } from '../../domain/search/make-passages.ts'
import { type CoverageLimits, measureCoverage, stretchesWithin } from '../../domain/transcript/coverage.ts'
import { splitTranscript } from '../../domain/transcript/split.ts'
import type { UploadFile } from '../../domain/upload/upload.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Ids } from '../../ports/ids.ts'
import type { Logger } from '../../ports/logger.ts'
import { type PortResult, permanentError } from '../../ports/port-error.ts'
import type { AudiobookRepository } from '../../ports/repositories/audiobooks.ts'
import type { OutputRepository } from '../../ports/repositories/outputs.ts'
import type { UploadRepository } from '../../ports/repositories/uploads.ts'
import type { Storage } from '../../ports/storage.ts'
import type {
  AudioSource,
  TranscribeAnswer,
  TranscribeRequest,
  Transcriber,
} from '../../ports/transcriber.ts'
import type { UsageRepository } from '../../ports/usage.ts'
import { withinTime } from '../../ports/within-time.ts'
import { chaptersOf, findBook, totalSeconds } from './book.ts'
import {
  done,
  doneUnlessStale,
  type JobContext,
  type JobWork,
  mayHaveOutput,
  mayHaveSaved,
  type WorkOutcome,
} from './job-context.ts'
import { recordUsageOf } from './record-usage.ts'
import { createNotes, type Notes, staleClaim, toCheckpoint } from './transcriber-notes.ts'

export interface TranscribeDeps {
  readonly audiobooks: AudiobookRepository
  readonly uploads: UploadRepository
  readonly outputs: OutputRepository
  readonly storage: Storage
  readonly transcriber: Transcriber
  readonly usage: UsageRepository
  readonly ids: Ids
  readonly clock: Clock
  readonly timeLimits?: TimeLimits
  /** What is worth a warning. */
  readonly coverageLimits?: CoverageLimits
  readonly logger: Logger
}

/**
 * Transcribes the file of one chapter, or the one file of a whole book, and saves a transcript with its passages for
 * each chapter. What an earlier attempt saved, whole transcripts or parts, is not recognised again.
 */
export function createTranscribe(deps: TranscribeDeps): JobWork {
  return (context) =>
    safeTry(async function* () {
      const detail = yield* await findBook(deps.audiobooks, context.job.audiobookId)
      const chapters = chaptersOf(detail, context.job.chapterId)
      if (mayHaveOutput(context) && (yield* await allTranscribed(deps.outputs, chapters))) return ok(done)

      const file = yield* await findFile(deps.uploads, chapters)
      const noted = createNotes(context)
      const request = yield* await makeRequest(deps, context, detail, file, noted)
      const { externalId } = noted.read()
      const answer = yield* await askInTime(deps, request, externalId, chapters)
      if (answer.status === 'waiting') {
        const parked = { status: 'parked', resumeAfterMs: answer.pollAfterMs } as const
        return ok<WorkOutcome>(
          answer.externalId === noted.read().externalId
            ? parked
            : { ...parked, checkpoint: toCheckpoint({ ...noted.read(), externalId: answer.externalId }) },
        )
      }
      if (answer.usage !== undefined) yield* await recordUsageOf(deps.usage, context)(answer.usage)
      const outcome = yield* await saveTranscripts(deps, context, chapters, answer)
      if (outcome.status === 'done' && externalId !== null) await discard(deps, externalId)
      return ok(outcome)
    })
}

/** A transcriber that hangs is stopped, so that the job can be tried again. */
function askInTime(
  { transcriber, clock, timeLimits = DEFAULT_TIME_LIMITS }: TranscribeDeps,
  request: TranscribeRequest,
  externalId: string | null,
  chapters: readonly Chapter[],
): PortResult<TranscribeAnswer> {
  const limitMs = timeLimitMs(timeLimits.transcribe, totalSeconds(chapters))
  const wait = { clock, limitMs, signal: request.signal, who: `The transcriber ${transcriber.name}` }
  return withinTime(wait, (signal) =>
    externalId === null
      ? transcriber.start({ ...request, signal })
      : transcriber.resume(externalId, { ...request, signal }),
  )
}

/** The transcript is saved, and the job done, whatever becomes of the vendor's copy. */
async function discard({ transcriber, logger }: TranscribeDeps, externalId: string): Promise<void> {
  const discarded = await (transcriber.discard?.(externalId) ?? okAsync(undefined))
  if (discarded.isOk()) return
  const { code, message } = discarded.error
  logger.warn("the vendor's copy of a transcribed file was not deleted", { externalId, code, message })
}

function allTranscribed(outputs: OutputRepository, chapters: readonly Chapter[]): PortResult<boolean> {
  return ResultAsync.combine(chapters.map((chapter) => outputs.findTranscript(chapter.id))).map(
    (transcripts) => transcripts.every((transcript) => transcript !== null),
  )
}

function findFile(uploads: UploadRepository, chapters: readonly Chapter[]): PortResult<UploadFile> {
  const gone = permanentError('audio_gone', 'The audio file of this chapter is not there any more.')
  const [chapter] = chapters
  if (chapter === undefined) return errAsync(gone)
  return uploads
    .findFile(chapter.uploadFileId)
    .andThen((file) => (file === null ? errAsync(gone) : okAsync(file)))
}

function makeRequest(
  deps: TranscribeDeps,
  context: JobContext,
  detail: AudiobookDetail,
  file: UploadFile,
  noted: Notes,
): PortResult<TranscribeRequest> {
  const savePart = (key: string, output: JsonValue): PortResult<void> =>
    deps.outputs
      .savePart(context.claim, key, output)
      .andThen((answer) => (answer === 'stale' ? errAsync(staleClaim) : okAsync(undefined)))
  const parts = mayHaveSaved(context)
    ? deps.outputs.findParts(context.job.id)
    : okAsync(new Map<string, JsonValue>())
  return parts.map((finishedParts) => ({
    jobId: context.job.id,
    audio: audioSource(deps.storage, file),
    language: detail.audiobook.language,
    options: detail.audiobook.transcription,
    finishedParts,
    savePart,
    notes: noted.read().notes,
    saveNotes: noted.save,
    reportProgress: context.reportProgress,
    signal: context.signal,
  }))
}

const audioSource = (storage: Storage, file: UploadFile): AudioSource => ({
  mediaType: file.mediaType ?? 'application/octet-stream',
  sizeBytes: file.sizeBytes,
  durationSeconds: file.metadata?.durationSeconds ?? 0,
  localPath: storage.localPath(file.storageKey),
  open: () =>
    storage
      .get(file.storageKey)
      .andThen((object) =>
        object === null
          ? errAsync(permanentError('audio_gone', 'The audio file is not in the storage any more.'))
          : okAsync(object.body),
      ),
  signedUrl: (expiresInSeconds) => storage.signedUrl(file.storageKey, expiresInSeconds),
})

type Transcribed = Extract<TranscribeAnswer, { status: 'done' }>

const NOWHERE = { startSeconds: 0, endSeconds: 0 }

function saveTranscripts(
  deps: TranscribeDeps,
  context: JobContext,
  chapters: readonly Chapter[],
  { transcript: whole, silences = [] }: Transcribed,
): PortResult<WorkOutcome> {
  const marks = chapters.map((chapter) => ({
    startSeconds: chapter.fileStartSeconds,
    endSeconds: chapter.fileStartSeconds + chapter.durationSeconds,
  }))
  const parts = chapters.length > 1 ? splitTranscript(whole, marks) : [whole]
  const saved = chapters.flatMap((chapter, index) => {
    const transcript = parts[index]
    if (transcript === undefined) return []
    const passages = makePassages(chapter.id, transcript, deps.ids.next)
    const heard = chapters.length > 1 ? stretchesWithin(silences, marks[index] ?? NOWHERE) : silences
    const { durationSeconds } = chapter
    const coverage = measureCoverage(transcript, { durationSeconds, silences: heard }, deps.coverageLimits)
    return [{ chapterId: chapter.id, transcript, passages, coverage }]
  })
  return deps.outputs.saveTranscripts(context.claim, saved).map(doneUnlessStale)
}
