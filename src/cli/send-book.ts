import { randomUUID } from 'node:crypto'
import { basename, extname } from 'node:path'
import { errAsync, okAsync, type ResultAsync } from 'neverthrow'
import type { ApiClient } from './api/client.ts'
import type { UploadDetail } from './api/schemas.ts'
import { EXIT, type Failure, failure } from './failure.ts'
import { formatBytes } from './format.ts'
import type { IngestPlan, LocalFile } from './plan-ingest.ts'
import type { ProgressView } from './progress/progress-view.ts'

/** What the person says of the book; what is absent is taken from the files. */
export interface BookDetails {
  readonly title?: string | undefined
  readonly author?: string | undefined
  readonly narrator?: string | undefined
  readonly description?: string | undefined
  readonly language?: string | undefined
  readonly isPublic?: boolean | undefined
  readonly priority?: number | undefined
  /** What the book is called when neither the person nor the files say it. */
  readonly fallbackTitle: string
}

interface Sending {
  readonly client: ApiClient
  readonly view: ProgressView
  readonly plan: IngestPlan
  /** Every request's key starts with it: sending the same again with the same key makes no second book. */
  readonly idempotencyKey: string
}

const UNKNOWN_AUTHOR = 'Unknown author'

export const newIdempotencyKey = (): string => `cli-${randomUUID()}`

/** `Books/The Lamp Keeper/` → `The Lamp Keeper`; `a/My_Book.m4b` → `My Book`. */
export const titleFromPath = (path: string): string => {
  const name = basename(path)
  return (
    name
      .slice(0, name.length - extname(name).length)
      .replaceAll('_', ' ')
      .trim() || name
  )
}

const isStored = (upload: UploadDetail, file: LocalFile): boolean =>
  upload.files.some(
    (stored) =>
      (stored.uploaded_at ?? null) !== null &&
      (stored.chapter_number ?? null) === file.chapterNumber &&
      stored.file_size_bytes === file.sizeBytes,
  )

const sendFile = ({ client, view, idempotencyKey }: Sending, uploadId: string, file: LocalFile) =>
  client
    .sendFile(uploadId, file, `${idempotencyKey}:file:${file.chapterNumber ?? 0}`, (sentBytes) => {
      const sent = Math.min(sentBytes, file.sizeBytes)
      const detail = `${formatBytes(sent)} of ${formatBytes(file.sizeBytes)}`
      view.update('uploading', [{ label: file.fileName, fraction: sent / file.sizeBytes, detail }])
    })
    .map(({ file_id }) => {
      const fields = { file_id, file_name: file.fileName, file_size_bytes: file.sizeBytes }
      view.milestone('file_uploaded', `sent ${file.fileName} (${formatBytes(file.sizeBytes)})`, fields)
    })

const sendFiles = (sending: Sending, upload: UploadDetail): ResultAsync<void, Failure> =>
  sending.plan.files
    .filter((file) => !isStored(upload, file))
    .reduce<ResultAsync<void, Failure>>(
      (earlier, file) => earlier.andThen(() => sendFile(sending, upload.upload_id, file)),
      okAsync(undefined),
    )

const ENDED: ReadonlySet<string> = new Set(['failed', 'cancelled', 'expired'])

/** The session of this key: a new one, or the one that an earlier try left. */
const openUpload = ({ client, plan, idempotencyKey }: Sending): ResultAsync<UploadDetail, Failure> =>
  client
    .createUpload(
      {
        upload_type: plan.uploadType,
        total_files: plan.files.length,
        total_size_bytes: plan.totalSizeBytes,
      },
      `${idempotencyKey}:upload`,
    )
    .andThen(({ upload_id }) => client.getUpload(upload_id))
    .andThen((upload) => {
      if (!ENDED.has(upload.status)) return okAsync(upload)
      const message = `Upload ${upload.upload_id} of this idempotency key is ${upload.status}.`
      return errAsync(failure(EXIT.refused, message, 'Use another --idempotency-key.'))
    })

const describeBook = (upload: UploadDetail, details: BookDetails) => {
  const own = upload.files[0]?.detected
  const ownTitle = upload.files.length === 1 ? own?.title : null
  return {
    upload_id: upload.upload_id,
    title: details.title ?? ownTitle ?? details.fallbackTitle,
    author: details.author ?? own?.author ?? UNKNOWN_AUTHOR,
    ...(details.narrator === undefined ? {} : { narrator: details.narrator }),
    ...(details.description === undefined ? {} : { description: details.description }),
    ...(details.language === undefined ? {} : { language: details.language }),
    ...(details.isPublic === undefined ? {} : { is_public: details.isPublic }),
    ...(details.priority === undefined ? {} : { priority: details.priority }),
  }
}

/** Upload session, files, audiobook. Answers the book's id. */
export const sendBook = (sending: Sending, details: BookDetails): ResultAsync<string, Failure> => {
  const { client, view, idempotencyKey } = sending
  return openUpload(sending)
    .andThen((upload) => sendFiles(sending, upload).andThen(() => client.getUpload(upload.upload_id)))
    .andThen((upload) => {
      view.finish()
      const book = describeBook(upload, details)
      return client.createAudiobook(book, `${idempotencyKey}:book`).map((created) => {
        const { audiobook_id, jobs_created } = created
        const fields = {
          audiobook_id,
          upload_id: upload.upload_id,
          title: book.title,
          author: book.author,
          jobs_created,
        }
        view.milestone('audiobook_created', `${book.title}, ${book.author}: ${jobs_created} jobs`, fields)
        return audiobook_id
      })
    })
}
