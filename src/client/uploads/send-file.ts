import { readAnswer } from '../calls/read-answer.ts'
import { withRetries } from '../calls/retry.ts'
import type { Connection } from '../connection.ts'
import { getUploadProgress } from '../generated/sdk.gen.ts'
import type { UploadFile as StoredFile } from '../generated/types.gen.ts'
import type { FileToUpload } from './upload-file.ts'

interface FileSending {
  readonly uploadId: string
  readonly file: FileToUpload
  readonly chapterNumber: number | null
  readonly key: string
  readonly signal: AbortSignal | null
  readonly onSent: (sentBytes: number) => void
  /** Bytes of other files that the server has. */
  readonly storedBytes: number
}

const askServer =
  ({ http }: Connection, { uploadId, file, signal, storedBytes }: FileSending) =>
  async (): Promise<number> => {
    const path = { upload_id: uploadId }
    const { uploaded_size_bytes } = await getUploadProgress({ client: http, signal, path })
    return Math.min(file.sizeBytes, Math.max(0, uploaded_size_bytes - storedBytes))
  }

/** Sends a file, and where a try breaks, sends it again from its first byte: its key makes that harmless. */
export const sendFile = async (connection: Connection, sending: FileSending): Promise<string> => {
  const { http, transport } = connection
  const { uploadId, file, chapterNumber, key, signal, onSent } = sending
  const url = http.buildUrl({
    url: '/api/v1/admin/uploads/{upload_id}/files',
    path: { upload_id: uploadId },
  })
  const answer = await withRetries(
    {
      signal,
      mayRepeat: () => true,
      tryOnce: async (attempt, number) => {
        const headers = await transport.commonHeaders()
        headers.set('idempotency-key', key)
        const response = await connection.send({
          url,
          headers,
          fields: chapterNumber === null ? {} : { chapter_number: String(chapterNumber) },
          file,
          signal: attempt.signal,
          isRepeated: number > 1,
          onSent: (sentBytes) => {
            attempt.touch()
            onSent(sentBytes)
          },
          askServer: askServer(connection, sending),
        })
        return await readAnswer(response, attempt)
      },
    },
    transport.policy,
  )
  const { file_id } = (await answer.json()) as StoredFile
  return file_id
}
