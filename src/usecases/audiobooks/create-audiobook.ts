import { err, errAsync, ok, okAsync, type Result, type ResultAsync } from 'neverthrow'
import type { Audiobook } from '../../domain/audiobook/audiobook.ts'
import { type DetectedDetails, detectDetails } from '../../domain/audiobook/detected-details.ts'
import { planChapters } from '../../domain/audiobook/plan-chapters.ts'
import type { TranscriptionOptions } from '../../domain/audiobook/transcription-options.ts'
import { jobReference } from '../../domain/job/dependents.ts'
import { planJobs } from '../../domain/job/plan-jobs.ts'
import type { UploadSession } from '../../domain/upload/upload.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Ids } from '../../ports/ids.ts'
import type { Logger } from '../../ports/logger.ts'
import type { Queue } from '../../ports/queue.ts'
import type { AudiobookRepository, NewAudiobook } from '../../ports/repositories/audiobooks.ts'
import type { JobRepository } from '../../ports/repositories/jobs.ts'
import type { IdempotencyKey } from '../../ports/repositories/page.ts'
import type { UploadRepository } from '../../ports/repositories/uploads.ts'
import { type Caller, maySee } from '../caller.ts'
import { type InputIssue, notFound, type UseCaseError, unavailable } from '../use-case-error.ts'

export interface CreateAudiobookInput {
  readonly caller: Caller
  readonly uploadId: string
  /** Absent details are those that the files say of themselves. */
  readonly title?: string
  readonly author?: string
  readonly narrator?: string
  readonly description?: string
  /** BCP 47. */
  readonly language?: string
  readonly isPublic: boolean
  readonly coverImageUrl?: string
  /** 0..9 */
  readonly priority: number
  readonly transcription?: TranscriptionOptions
  readonly idempotency: IdempotencyKey | null
}

export interface CreatedAudiobook {
  readonly audiobook: Audiobook
  readonly jobCount: number
}

interface Deps {
  readonly uploads: UploadRepository
  readonly audiobooks: AudiobookRepository
  readonly jobs: JobRepository
  readonly queue: Queue
  readonly clock: Clock
  readonly ids: Ids
  readonly logger: Logger
}

const DEFAULT_LANGUAGE = 'en'

const notCompleted: UseCaseError = {
  kind: 'conflict',
  code: 'upload_not_completed',
  message: 'The upload is not completed: send all its files first.',
}
const inUse: UseCaseError = {
  kind: 'conflict',
  code: 'upload_in_use',
  message: 'An audiobook was made from this upload before.',
}
const keyReused: UseCaseError = {
  kind: 'conflict',
  code: 'idempotency_key_reused',
  message: 'This Idempotency-Key belongs to a different request.',
}

/** Makes an audiobook from a completed upload and starts its processing. */
export function createCreateAudiobook(deps: Deps) {
  return (input: CreateAudiobookInput): ResultAsync<CreatedAudiobook, UseCaseError> =>
    deps.uploads
      .find(input.uploadId)
      .mapErr(unavailable)
      .andThen((session) => checkUpload(input.caller, session))
      .andThen((session) => planBook(deps, input, session))
      .andThen((book) => store(deps, book, input.idempotency))
}

function checkUpload(caller: Caller, session: UploadSession | null): Result<UploadSession, UseCaseError> {
  if (session === null || !maySee(caller, session.upload)) return err(notFound('upload'))
  return session.upload.status === 'completed' ? ok(session) : err(notCompleted)
}

function planBook(
  deps: Deps,
  input: CreateAudiobookInput,
  { upload, files }: UploadSession,
): Result<NewAudiobook, UseCaseError> {
  const detected = detectDetails(upload.type, files)
  return requiredDetails(input, detected).map((required) => {
    const audiobookId = deps.ids.next()
    const now = deps.clock.now()
    const nextId = () => deps.ids.next()
    const chapters = planChapters({ audiobookId, uploadType: upload.type, files, nextId })
    const { cover } = detected
    const audiobook: Audiobook = {
      id: audiobookId,
      ownerId: upload.ownerId,
      uploadId: upload.id,
      ...required,
      narrator: input.narrator ?? detected.narrator,
      description: input.description ?? detected.description,
      language: input.language ?? detected.language ?? DEFAULT_LANGUAGE,
      isPublic: input.isPublic,
      coverImageUrl: input.coverImageUrl ?? null,
      cover: cover === null ? null : { storageKey: cover.storageKey, mediaType: cover.mediaType },
      priority: input.priority,
      transcription: input.transcription ?? {},
      status: 'processing',
      statusReason: null,
      durationSeconds: chapters.reduce((sum, chapter) => sum + chapter.durationSeconds, 0),
      createdAt: now,
      updatedAt: now,
      completedAt: null,
    }
    const { ownerId, type: uploadType } = upload
    const { priority } = input
    const jobs = planJobs({ audiobookId, ownerId, uploadType, chapters, priority, now, nextId })
    return { audiobook, chapters, jobs }
  })
}

function requiredDetails(
  input: CreateAudiobookInput,
  detected: DetectedDetails,
): Result<{ title: string; author: string }, UseCaseError> {
  const title = input.title ?? detected.title
  const author = input.author ?? detected.author
  if (title !== null && author !== null) return ok({ title, author })
  const missing = (pointer: string): InputIssue => ({
    pointer,
    message: 'Needed: the files do not say it.',
  })
  return err({
    kind: 'invalid',
    code: 'details_missing',
    message: 'The book needs a title and an author, and its files do not name them.',
    issues: [
      ...(title === null ? [missing('/title')] : []),
      ...(author === null ? [missing('/author')] : []),
    ],
  })
}

function store(
  deps: Deps,
  book: NewAudiobook,
  idempotency: IdempotencyKey | null,
): ResultAsync<CreatedAudiobook, UseCaseError> {
  return deps.audiobooks
    .create(book, idempotency)
    .mapErr(unavailable)
    .andThen((outcome): ResultAsync<CreatedAudiobook, UseCaseError> => {
      switch (outcome.outcome) {
        case 'upload_taken':
          return errAsync(inUse)
        case 'key_reused':
          return errAsync(keyReused)
        case 'replayed':
          return deps.jobs
            .listByAudiobook(outcome.existing.id)
            .mapErr(unavailable)
            .map((jobs) => ({ audiobook: outcome.existing, jobCount: jobs.length }))
        case 'created':
          return startJobs(deps, book)
      }
    })
}

/** The jobs are safe in the database: when the queue is away the reconciler delivers them later. */
function startJobs(deps: Deps, { audiobook, jobs }: NewAudiobook): ResultAsync<CreatedAudiobook, never> {
  const startable = jobs.filter((job) => job.gate.length === 0).map(jobReference)
  const created = { audiobook, jobCount: jobs.length }
  return deps.queue
    .enqueue(startable)
    .map(() => created)
    .orElse((error) => {
      deps.logger.warn('queue did not take new jobs; the reconciler will add them', {
        audiobookId: audiobook.id,
        code: error.code,
      })
      return okAsync(created)
    })
}
