import type { Connection } from '../connection.ts'
import { ChapterwiseError } from '../errors/chapterwise-error.ts'
import { createUpload, getUpload } from '../generated/sdk.gen.ts'
import type { UploadSession } from '../generated/types.gen.ts'
import type { FileInUpload } from './events.ts'
import type { FileToUpload } from './upload-file.ts'

const ENDED: ReadonlySet<string> = new Set(['failed', 'cancelled', 'expired'])

export const sizeOfAll = (files: readonly FileToUpload[]): number =>
  files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)

/** The session of this key: a new one, or the one that an earlier call left. */
export const openSession = async (
  { http }: Connection,
  files: readonly FileToUpload[],
  key: string,
  signal: AbortSignal | null,
): Promise<UploadSession> => {
  const { upload_id } = await createUpload({
    client: http,
    signal,
    headers: { 'idempotency-key': `${key}:upload` },
    body: {
      upload_type: files.length === 1 ? 'single' : 'chapters',
      total_files: files.length,
      total_size_bytes: sizeOfAll(files),
    },
  })
  const upload = await getUpload({ client: http, signal, path: { upload_id } })
  if (!ENDED.has(upload.status)) return upload
  throw new ChapterwiseError({
    message: `Upload ${upload_id} of this idempotency key is ${upload.status}.`,
    code: 'upload_ended',
  })
}

/** The id of this file where an earlier call has sent it. */
export const findStored = (upload: UploadSession, file: FileInUpload): string | null =>
  upload.files.find(
    (stored) =>
      (stored.uploaded_at ?? null) !== null &&
      (stored.chapter_number ?? null) === file.chapterNumber &&
      stored.file_size_bytes === file.sizeBytes,
  )?.file_id ?? null
