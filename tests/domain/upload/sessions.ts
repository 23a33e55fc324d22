import type { AudioMetadata } from '../../../src/domain/upload/audio-metadata.ts'
import type { UploadSession, UploadType } from '../../../src/domain/upload/upload.ts'

export const START = new Date('2026-03-01T12:00:00Z')

export const laterBy = (ms: number): Date => new Date(START.getTime() + ms)

/** A session without files, as it is when it was created. */
export const newSession = (
  options: {
    readonly type?: UploadType
    readonly totalFiles?: number
    readonly totalSizeBytes?: number
  } = {},
): UploadSession => ({
  upload: {
    id: 'upload',
    ownerId: 'owner',
    type: options.type ?? 'chapters',
    totalFiles: options.totalFiles ?? 2,
    totalSizeBytes: options.totalSizeBytes ?? 100,
    status: 'pending',
    statusReason: null,
    createdAt: START,
    updatedAt: START,
    completedAt: null,
  },
  files: [],
})

export const metadata: AudioMetadata = {
  container: 'MPEG',
  codec: 'MPEG 1 Layer 3',
  durationSeconds: 12,
  title: null,
  author: null,
  narrator: null,
  description: null,
  language: null,
  chapterMarks: [],
  cover: null,
}

export const begin = (fileId: string, more: { chapterNumber?: number; key?: string } = {}) => ({
  fileId,
  fileName: `${fileId}.mp3`,
  storageKey: `uploads/upload/${fileId}.mp3`,
  mediaType: 'audio/mpeg',
  chapterNumber: more.chapterNumber ?? null,
  chapterTitle: null,
  idempotencyKey: more.key ?? null,
})

export const store = (fileId: string, more: { sizeBytes?: number; chapterNumber?: number } = {}) => ({
  fileId,
  sizeBytes: more.sizeBytes ?? 10,
  sha256: 'ab'.repeat(32),
  metadata,
  chapterNumber: more.chapterNumber ?? null,
  chapterTitle: null,
})
