import { isStored } from './checks.ts'
import type { UploadSession } from './upload.ts'

export interface UploadProgress {
  /** Files that are stored. */
  readonly uploadedFiles: number
  /** Of all files, those being received too. */
  readonly uploadedSizeBytes: number
  /** 0..1, by bytes of the announced total; 1 once completed, whatever was announced. */
  readonly fraction: number
}

/** How far an upload has come; moves while files are being received. */
export function uploadProgress({ upload, files }: UploadSession): UploadProgress {
  const uploadedSizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0)
  const fraction = upload.status === 'completed' ? 1 : Math.min(1, uploadedSizeBytes / upload.totalSizeBytes)
  return { uploadedFiles: files.filter(isStored).length, uploadedSizeBytes, fraction }
}
