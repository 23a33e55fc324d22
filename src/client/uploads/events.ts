/** A file of an upload as events name it. */
export interface FileInUpload {
  readonly name: string
  readonly sizeBytes: number
  /** From 1; null: the file is the whole book. */
  readonly chapterNumber: number | null
}

export type UploadEvent =
  | { readonly type: 'upload_opened'; readonly uploadId: string }
  | {
      readonly type: 'progress'
      readonly file: FileInUpload
      /** Of this file, in its present try. */
      readonly sentBytes: number
      /** Of all files; falls when a try breaks. */
      readonly totalSentBytes: number
      readonly totalBytes: number
    }
  | {
      readonly type: 'file_stored'
      readonly file: FileInUpload
      readonly fileId: string
      /** An earlier call with this idempotency key had sent it. */
      readonly wasThere: boolean
    }
