import { errAsync, ok, okAsync, ResultAsync, safeTry } from 'neverthrow'
import type { AudiobookDetail, Chapter } from '../../domain/audiobook/audiobook.ts'
import type { JsonValue } from '../../domain/job/job.ts'
import { makePassages } from '../../domain/search/make-passages.ts'
import { splitTranscript } from '../../domain/transcript/split.ts'
import type { Transcript } from '../../domain/transcript/transcript.ts'
import type { UploadFile } from '../../domain/upload/upload.ts'
import type { Ids } from '../../ports/ids.ts'
import { type PortError, type PortResult, permanentError } from '../../ports/port-error.ts'
import type { AudiobookRepository } from '../../ports/repositories/audiobooks.ts'
import type { OutputRepository } from '../../ports/repositories/outputs.ts'
import type { UploadRepository } from '../../ports/repositories/uploads.ts'
import type { Storage } from '../../ports/storage.ts'
import type { AudioSource, TranscribeRequest, Transcriber } from '../../ports/transcriber.ts'
import { chaptersOf, findBook } from './book.ts'
import {
  done,
  doneUnlessStale,
  type JobContext,
  type JobWork,
  mayHaveSaved,
  type WorkOutcome,
} from './job-context.ts'

export interface TranscribeDeps {
  readonly audiobooks: AudiobookRepository
  readonly uploads: UploadRepository
  readonly outputs: OutputRepository
  readonly storage: Storage
  readonly transcriber: Transcriber
  readonly ids: Ids
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
      if (mayHaveSaved(context) && (yield* await allTranscribed(deps.outputs, chapters))) return ok(done)

      const file = yield* await findFile(deps.uploads, detail, chapters)
      const request = yield* await makeRequest(deps, context, detail, file)
      const externalId = externalIdOf(context.job.checkpoint)
      const answer = yield* await (externalId === null
        ? deps.transcriber.start(request)
        : deps.transcriber.resume(externalId, request))
      if (answer.status === 'waiting') {
        return ok<WorkOutcome>({
          status: 'parked',
          externalId: answer.externalId,
          resumeAfterMs: answer.pollAfterMs,
        })
      }
      return saveTranscripts(deps, context, chapters, answer.transcript)
    })
}

/** The vendor's id of a job that was parked. */
export const externalIdOf = (checkpoint: JsonValue): string | null =>
  typeof checkpoint === 'object' && checkpoint !== null && 'externalId' in checkpoint
    ? String(checkpoint.externalId)
    : null

function allTranscribed(outputs: OutputRepository, chapters: readonly Chapter[]): PortResult<boolean> {
  return ResultAsync.combine(chapters.map((chapter) => outputs.findTranscript(chapter.id))).map(
    (transcripts) => transcripts.every((transcript) => transcript !== null),
  )
}

function findFile(
  uploads: UploadRepository,
  detail: AudiobookDetail,
  chapters: readonly Chapter[],
): PortResult<UploadFile> {
  return uploads.find(detail.audiobook.uploadId).andThen((session) => {
    const file = session?.files.find((candidate) => candidate.id === chapters[0]?.uploadFileId)
    return file === undefined
      ? errAsync(permanentError('audio_gone', 'The audio file of this chapter is not there any more.'))
      : okAsync(file)
  })
}

function makeRequest(
  deps: TranscribeDeps,
  context: JobContext,
  detail: AudiobookDetail,
  file: UploadFile,
): PortResult<TranscribeRequest> {
  const savePart = (key: string, output: JsonValue): PortResult<void> =>
    deps.outputs
      .savePart(context.claim, key, output)
      .andThen((answer) => (answer === 'stale' ? errAsync(staleClaim) : okAsync(undefined)))
  const parts = mayHaveSaved(context)
    ? deps.outputs.findParts(context.job.id)
    : okAsync(new Map<string, JsonValue>())
  return parts.map((finishedParts) => ({
    audio: audioSource(deps.storage, file),
    language: detail.audiobook.language,
    finishedParts,
    savePart,
    reportProgress: context.reportProgress,
    signal: context.signal,
  }))
}

const staleClaim: PortError = permanentError('stale_claim', 'The job is no longer held by this worker.')

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

function saveTranscripts(
  deps: TranscribeDeps,
  context: JobContext,
  chapters: readonly Chapter[],
  whole: Transcript,
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
    return [{ chapterId: chapter.id, transcript, passages }]
  })
  return deps.outputs.saveTranscripts(context.claim, saved).map(doneUnlessStale)
}
