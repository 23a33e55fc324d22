import type { ChapterMark } from '../upload/audio-metadata.ts'
import type { UploadFile, UploadType } from '../upload/upload.ts'
import type { Chapter } from './audiobook.ts'

export interface ChapterPlanInput {
  readonly audiobookId: string
  readonly uploadType: UploadType
  /** Stored files, at least one. */
  readonly files: readonly UploadFile[]
  readonly nextId: () => string
}

/** Chapters of a book: the marks inside its one file (or the file itself), or its files by chapter number. */
export function planChapters(input: ChapterPlanInput): Chapter[] {
  const stretches = input.uploadType === 'single' ? marksOf(input.files) : filesInOrder(input.files)
  let bookStartSeconds = 0
  return stretches.map((stretch, index) => {
    const chapter: Chapter = {
      id: input.nextId(),
      audiobookId: input.audiobookId,
      number: index + 1,
      title: stretch.title ?? `Chapter ${index + 1}`,
      uploadFileId: stretch.fileId,
      fileStartSeconds: stretch.startSeconds,
      durationSeconds: Math.max(0, stretch.endSeconds - stretch.startSeconds),
      bookStartSeconds,
    }
    bookStartSeconds += chapter.durationSeconds
    return chapter
  })
}

interface Stretch extends ChapterMark {
  readonly fileId: string
}

function marksOf(files: readonly UploadFile[]): Stretch[] {
  return files.slice(0, 1).flatMap((file) => {
    const durationSeconds = file.metadata?.durationSeconds ?? 0
    const marks = file.metadata?.chapterMarks ?? []
    if (marks.length === 0) {
      return [{ title: file.chapterTitle, startSeconds: 0, endSeconds: durationSeconds, fileId: file.id }]
    }
    // The chapters cover the file without gaps: the first begins with it, each ends where the next begins.
    return marks.map((mark, index) => ({
      title: mark.title,
      startSeconds: index === 0 ? 0 : mark.startSeconds,
      endSeconds: marks[index + 1]?.startSeconds ?? Math.max(durationSeconds, mark.endSeconds),
      fileId: file.id,
    }))
  })
}

function filesInOrder(files: readonly UploadFile[]): Stretch[] {
  const place = (file: UploadFile) => file.chapterNumber ?? Number.MAX_SAFE_INTEGER
  return [...files]
    .sort((left, right) => place(left) - place(right) || left.createdAt.getTime() - right.createdAt.getTime())
    .map((file) => ({
      title: file.chapterTitle ?? file.metadata?.title ?? null,
      startSeconds: 0,
      endSeconds: file.metadata?.durationSeconds ?? 0,
      fileId: file.id,
    }))
}
