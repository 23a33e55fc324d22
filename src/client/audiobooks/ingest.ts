import type { Connection } from '../connection.ts'
import { createAudiobook } from '../generated/sdk.gen.ts'
import type { NewAudiobook, UploadSession } from '../generated/types.gen.ts'
import { newIdempotencyKey } from '../idempotency-key.ts'
import { titleFromName } from '../uploads/audio-names.ts'
import type { UploadSource } from '../uploads/upload-file.ts'
import { type UploadOptions, uploadFiles } from '../uploads/upload-files.ts'

export interface IngestOptions extends UploadOptions {
  /** What is absent is taken from the files. */
  readonly book?: Partial<Omit<NewAudiobook, 'upload_id'>>
  /** When neither `book` nor the files say it. Default: the name of the first file. */
  readonly fallbackTitle?: string | undefined
}

export interface IngestedAudiobook {
  readonly audiobookId: string
  readonly uploadId: string
  readonly title: string
  readonly author: string
  readonly jobsCreated: number
}

const UNKNOWN_AUTHOR = 'Unknown author'

const describeBook = (
  upload: UploadSession,
  { book = {}, fallbackTitle }: IngestOptions,
  firstName: string,
): NewAudiobook & Readonly<Record<'title' | 'author', string>> => {
  const detected = upload.files[0]?.detected
  const ownTitle = upload.files.length === 1 ? detected?.title : null
  return {
    ...book,
    upload_id: upload.upload_id,
    title: book.title ?? ownTitle ?? fallbackTitle ?? titleFromName(firstName),
    author: book.author ?? detected?.author ?? UNKNOWN_AUTHOR,
  }
}

/** Upload, files, audiobook. Processing has begun when it answers; `waitForAudiobook` tells the end. */
export const ingest = async (
  connection: Connection,
  sources: readonly UploadSource[],
  options: IngestOptions = {},
): Promise<IngestedAudiobook> => {
  const { signal, idempotencyKey = newIdempotencyKey() } = options
  const upload = await uploadFiles(connection, sources, { ...options, idempotencyKey })
  const book = describeBook(upload, options, sources[0]?.name ?? '')
  const created = await createAudiobook({
    client: connection.http,
    signal: signal ?? null,
    headers: { 'idempotency-key': `${idempotencyKey}:book` },
    body: book,
  })
  return {
    audiobookId: created.audiobook_id,
    uploadId: upload.upload_id,
    title: book.title,
    author: book.author,
    jobsCreated: created.jobs_created,
  }
}
