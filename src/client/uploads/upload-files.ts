import type { Connection } from '../connection.ts'
import { getUpload } from '../generated/sdk.gen.ts'
import type { UploadSession } from '../generated/types.gen.ts'
import { newIdempotencyKey } from '../idempotency-key.ts'
import type { FileInUpload, UploadEvent } from './events.ts'
import { findStored, openSession, sizeOfAll } from './open-session.ts'
import { sendFile } from './send-file.ts'
import { toUploadFiles, type UploadSource } from './upload-file.ts'

export interface UploadOptions {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((event: UploadEvent) => void) | undefined
  /** A later call with the same key and files goes on where this one stopped. Default: a new one. */
  readonly idempotencyKey?: string | undefined
}

/** Sends files one after the other; what an earlier call with this key has sent is not sent again. */
export const uploadFiles = async (
  connection: Connection,
  sources: readonly UploadSource[],
  { signal, onProgress, idempotencyKey = newIdempotencyKey() }: UploadOptions = {},
): Promise<UploadSession> => {
  const files = toUploadFiles(sources)
  const totalBytes = sizeOfAll(files)
  const upload = await openSession(connection, files, idempotencyKey, signal ?? null)
  const { upload_id: uploadId } = upload
  onProgress?.({ type: 'upload_opened', uploadId })
  let storedBytes = 0
  for (const [index, file] of files.entries()) {
    const chapterNumber = files.length === 1 ? null : index + 1
    const named: FileInUpload = { name: file.name, sizeBytes: file.sizeBytes, chapterNumber }
    const presentId = findStored(upload, named)
    const onSent = (sentBytes: number): void => {
      const totalSentBytes = storedBytes + sentBytes
      onProgress?.({ type: 'progress', file: named, sentBytes, totalSentBytes, totalBytes })
    }
    const key = `${idempotencyKey}:file:${chapterNumber ?? 0}`
    const sending = { uploadId, file, chapterNumber, key, signal: signal ?? null, onSent, storedBytes }
    const fileId = presentId ?? (await sendFile(connection, sending))
    storedBytes += file.sizeBytes
    onProgress?.({ type: 'file_stored', file: named, fileId, wasThere: presentId !== null })
  }
  return await getUpload({ client: connection.http, signal: signal ?? null, path: { upload_id: uploadId } })
}
