import type { FileToUpload } from '../upload-file.ts'

export interface FileRequest {
  readonly url: string
  readonly headers: Headers
  readonly fields: Readonly<Record<string, string>>
  readonly file: FileToUpload
  readonly signal: AbortSignal
  /** The connection of an earlier try broke, perhaps because the server refused and closed it. */
  readonly isRepeated: boolean
  /** Bytes of the file that left so far; never less than before. */
  readonly onSent: (sentBytes: number) => void
  /** Bytes of the file that the server says it has; for senders that can not see what leaves. */
  readonly askServer: () => Promise<number>
}

/** POSTs a file as form data, fields first. Resolves with any answer; rejects when there is none. */
export type SendFile = (request: FileRequest) => Promise<Response>
