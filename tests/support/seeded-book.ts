import { uuidV7Ids } from '../../src/adapters/system/ids.ts'
import type { Audiobook, Chapter } from '../../src/domain/audiobook/audiobook.ts'
import type { JobType, PendingJob } from '../../src/domain/job/job.ts'
import { planJobs } from '../../src/domain/job/plan-jobs.ts'
import type { Upload, UploadFile } from '../../src/domain/upload/upload.ts'

/** A whole book as it is right after its creation, to be put under a repository by hand. */
export interface SeededBook {
  readonly upload: Upload
  readonly files: readonly UploadFile[]
  readonly audiobook: Audiobook
  readonly chapters: readonly Chapter[]
  readonly jobs: readonly PendingJob[]
}

export interface BookOptions {
  /** Not later than the time of the repository. */
  readonly now: Date
  /** One file each. */
  readonly chapterCount?: number
  readonly ownerId?: string
  readonly language?: string
}

const CHAPTER_SECONDS = 600

/** With the jobs that the plan gives such a book. */
export function makeBook(options: BookOptions): SeededBook {
  const { now, chapterCount = 1, ownerId = 'owner', language = 'en' } = options
  const uploadId = uuidV7Ids.next()
  const audiobookId = uuidV7Ids.next()
  const numbers = Array.from({ length: chapterCount }, (_, index) => index + 1)
  const files = numbers.map((number) => storedFile(uploadId, number, now))
  const chapters = files.map((file, index) => chapterOf(audiobookId, file.id, index))
  const uploadType = chapterCount === 1 ? 'single' : 'chapters'
  return {
    upload: {
      ...{ id: uploadId, ownerId, type: uploadType, totalFiles: chapterCount, totalSizeBytes: 1000 },
      ...{ status: 'completed', statusReason: null, createdAt: now, updatedAt: now, completedAt: now },
    },
    files,
    audiobook: {
      ...{ id: audiobookId, ownerId, uploadId, title: 'A Title', author: 'An Author', narrator: null },
      ...{ description: null, language, isPublic: false, coverImageUrl: null, cover: null, priority: 0 },
      transcription: {},
      ...{ status: 'processing', statusReason: null, durationSeconds: CHAPTER_SECONDS * chapterCount },
      ...{ createdAt: now, updatedAt: now, completedAt: null },
    },
    chapters,
    jobs: planJobs({
      ...{ audiobookId, ownerId, uploadType, chapters, priority: 0, now },
      nextId: () => uuidV7Ids.next(),
    }),
  }
}

/** A book with jobs of choice; `gate` holds places in the list. */
export function makeBookWithJobs(
  options: BookOptions,
  plan: readonly { readonly type?: JobType; readonly gate?: readonly number[]; readonly priority?: number }[],
): SeededBook {
  const book = makeBook(options)
  const ids = plan.map(() => uuidV7Ids.next())
  const [template] = book.jobs
  if (template === undefined) throw new Error('every book has jobs')
  const jobs = plan.map(({ type = 'transcribe', gate = [], priority = 0 }, index) => ({
    ...template,
    ...{ id: ids[index] ?? '', type, priority, gate: gate.map((place) => ids[place] ?? '') },
  }))
  return { ...book, jobs }
}

function storedFile(uploadId: string, number: number, now: Date): UploadFile {
  const id = uuidV7Ids.next()
  return {
    ...{
      id,
      uploadId,
      status: 'stored',
      fileName: `${number}.mp3`,
      storageKey: `uploads/${uploadId}/${id}.mp3`,
    },
    ...{ mediaType: 'audio/mpeg', sizeBytes: 10, sha256: null, chapterNumber: number, chapterTitle: null },
    ...{ metadata: null, idempotencyKey: null, createdAt: now, updatedAt: now, uploadedAt: now },
  }
}

const chapterOf = (audiobookId: string, uploadFileId: string, index: number): Chapter => ({
  id: uuidV7Ids.next(),
  audiobookId,
  number: index + 1,
  title: `Chapter ${index + 1}`,
  uploadFileId,
  fileStartSeconds: 0,
  durationSeconds: CHAPTER_SECONDS,
  bookStartSeconds: CHAPTER_SECONDS * index,
})
