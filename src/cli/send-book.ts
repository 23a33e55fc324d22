import { randomUUID } from 'node:crypto'
import type { ResultAsync } from 'neverthrow'
import type { ChapterwiseClient, IngestOptions, LocalFile, UploadEvent } from '../client/node/index.ts'
import { call } from './call.ts'
import type { Failure } from './failure.ts'
import { formatBytes } from './format.ts'
import type { ProgressView } from './progress/progress-view.ts'

interface Sending {
  readonly client: ChapterwiseClient
  readonly view: ProgressView
  readonly files: readonly LocalFile[]
  /** Sending the same again with the same key goes on where it stopped and makes no second book. */
  readonly idempotencyKey: string
  readonly signal: AbortSignal
}

export const newIdempotencyKey = (): string => `cli-${randomUUID()}`

const show = (view: ProgressView, event: UploadEvent): void => {
  switch (event.type) {
    case 'upload_opened':
      return
    case 'progress': {
      const { file, sentBytes } = event
      const detail = `${formatBytes(sentBytes)} of ${formatBytes(file.sizeBytes)}`
      view.update('uploading', [{ label: file.name, fraction: sentBytes / file.sizeBytes, detail }])
      return
    }
    case 'file_stored': {
      const { file, fileId } = event
      if (event.wasThere) return
      const fields = { file_id: fileId, file_name: file.name, file_size_bytes: file.sizeBytes }
      view.milestone('file_uploaded', `sent ${file.name} (${formatBytes(file.sizeBytes)})`, fields)
    }
  }
}

/** Upload session, files, audiobook. Answers the book's id. */
export const sendBook = (
  { client, view, files, idempotencyKey, signal }: Sending,
  details: Pick<IngestOptions, 'book' | 'fallbackTitle'>,
): ResultAsync<string, Failure> => {
  const onProgress = (event: UploadEvent): void => show(view, event)
  return call(() => client.ingest(files, { ...details, idempotencyKey, signal, onProgress })).map(
    ({ audiobookId, uploadId, title, author, jobsCreated }) => {
      view.finish()
      const fields = {
        audiobook_id: audiobookId,
        upload_id: uploadId,
        title,
        author,
        jobs_created: jobsCreated,
      }
      view.milestone('audiobook_created', `${title}, ${author}: ${jobsCreated} jobs`, fields)
      return audiobookId
    },
  )
}
