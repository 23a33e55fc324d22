import { uuidV7Ids } from '../../src/adapters/system/ids.ts'
import type { Upload, UploadFile } from '../../src/domain/upload/upload.ts'

/** A session as it is right after its creation, with some fields of choice. */
export function newUpload(fields: Partial<Upload> = {}): Upload {
  const now = new Date()
  return {
    id: uuidV7Ids.next(),
    ownerId: 'owner',
    type: 'chapters',
    totalFiles: 100,
    totalSizeBytes: 5_000_000_000,
    status: 'pending',
    statusReason: null,
    createdAt: now,
    updatedAt: now,
    completedAt: null,
    ...fields,
  }
}

/** A file that is being received, with some fields of choice. */
export function newFile(upload: { readonly id: string }, fields: Partial<UploadFile> = {}): UploadFile {
  const id = uuidV7Ids.next()
  const now = new Date()
  return {
    id,
    uploadId: upload.id,
    status: 'receiving',
    fileName: 'chapter.mp3',
    storageKey: `uploads/${upload.id}/${id}.mp3`,
    mediaType: null,
    sizeBytes: 0,
    sha256: null,
    chapterNumber: null,
    chapterTitle: null,
    metadata: null,
    idempotencyKey: null,
    createdAt: now,
    updatedAt: now,
    uploadedAt: null,
    ...fields,
  }
}

/** A file with everything a file can have. */
export function storedFile(upload: { readonly id: string }, fields: Partial<UploadFile> = {}): UploadFile {
  const file = newFile(upload)
  return {
    ...file,
    status: 'stored',
    mediaType: 'audio/mp4',
    sizeBytes: 3_000_000_000,
    sha256: 'a'.repeat(64),
    chapterNumber: 1,
    chapterTitle: 'Überfahrt "eins"',
    metadata: {
      container: 'M4A/isom/iso2',
      codec: 'AAC',
      durationSeconds: 1234.567,
      title: 'The Ferry',
      author: null,
      narrator: null,
      description: 'Two\nlines',
      language: 'en',
      chapterMarks: [{ title: null, startSeconds: 0, endSeconds: 0.1 }],
      cover: {
        storageKey: `uploads/${upload.id}/${file.id}.cover.png`,
        mediaType: 'image/png',
        sizeBytes: 12,
      },
    },
    idempotencyKey: file.id,
    uploadedAt: new Date(),
    ...fields,
  }
}
