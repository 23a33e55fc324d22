import type { z } from '@hono/zod-openapi'
import type { AudioMetadata } from '../../../domain/upload/audio-metadata.ts'
import { type UploadProgress, uploadProgress } from '../../../domain/upload/progress.ts'
import type { Upload, UploadFile, UploadSession } from '../../../domain/upload/upload.ts'
import type { StoredFileSchema, UploadProgressSchema, UploadSchema, UploadSessionSchema } from './schemas.ts'

/* Uploads as the API shows them. */

type SessionFile = z.input<typeof UploadSessionSchema>['files'][number]

const presentDetected = (metadata: AudioMetadata): z.input<typeof StoredFileSchema>['detected'] => ({
  title: metadata.title,
  author: metadata.author,
  narrator: metadata.narrator,
  duration_seconds: metadata.durationSeconds,
  chapters: metadata.chapterMarks.map(({ title, startSeconds, endSeconds }) => ({
    title,
    start_seconds: startSeconds,
    end_seconds: endSeconds,
  })),
  has_cover: metadata.cover !== null,
})

const presentFileFields = (file: UploadFile) => ({
  file_id: file.id,
  upload_id: file.uploadId,
  file_name: file.fileName,
  file_size_bytes: file.sizeBytes,
  ...(file.chapterNumber === null ? {} : { chapter_number: file.chapterNumber }),
  ...(file.chapterTitle === null ? {} : { chapter_title: file.chapterTitle }),
})

/** A file that is stored, and so knows all of itself. */
export function presentStoredFile(file: UploadFile): z.input<typeof StoredFileSchema> {
  const { mediaType, sha256, uploadedAt, metadata } = file
  if (mediaType === null || sha256 === null || uploadedAt === null || metadata === null) {
    throw new Error(`file ${file.id} is not stored`)
  }
  return {
    ...presentFileFields(file),
    media_type: mediaType,
    sha256,
    uploaded_at: uploadedAt.toISOString(),
    detected: presentDetected(metadata),
  }
}

const presentSessionFile = (file: UploadFile): SessionFile => ({
  ...presentFileFields(file),
  status: file.status,
  media_type: file.mediaType,
  sha256: file.sha256,
  uploaded_at: file.uploadedAt?.toISOString() ?? null,
  detected: file.metadata === null ? null : presentDetected(file.metadata),
})

export const presentUpload = (upload: Upload): z.input<typeof UploadSchema> => ({
  upload_id: upload.id,
  upload_type: upload.type,
  status: upload.status,
  status_reason: upload.statusReason,
  total_files: upload.totalFiles,
  total_size_bytes: upload.totalSizeBytes,
  created_at: upload.createdAt.toISOString(),
  updated_at: upload.updatedAt.toISOString(),
  completed_at: upload.completedAt?.toISOString() ?? null,
})

const presentProgressFields = (progress: UploadProgress) => ({
  uploaded_files: progress.uploadedFiles,
  progress: progress.fraction,
  uploaded_size_bytes: progress.uploadedSizeBytes,
})

export const presentSession = (session: UploadSession): z.input<typeof UploadSessionSchema> => ({
  ...presentUpload(session.upload),
  ...presentProgressFields(uploadProgress(session)),
  files: session.files.map(presentSessionFile),
})

export const presentProgress = (
  upload: Upload,
  progress: UploadProgress,
): z.input<typeof UploadProgressSchema> => ({
  upload_id: upload.id,
  status: upload.status,
  total_files: upload.totalFiles,
  total_size_bytes: upload.totalSizeBytes,
  ...presentProgressFields(progress),
})
