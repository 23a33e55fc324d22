import type { Chapter } from '../audiobook/audiobook.ts'
import type { UploadType } from '../upload/upload.ts'
import type { JobType, PendingJob } from './job.ts'

export interface JobPlanInput {
  readonly audiobookId: string
  readonly ownerId: string
  readonly uploadType: UploadType
  /** By number, at least one. */
  readonly chapters: readonly Chapter[]
  readonly priority: number
  readonly now: Date
  readonly nextId: () => string
}

/**
 * Which jobs a book gets, and what each waits for.
 *
 * One file: transcribe, summarize, tag, embed, all over the whole file (its transcript is split by the chapter marks).
 * n files: transcribe and embed each, summarize and tag once chapter 1 is transcribed so that a book has a description
 * early, and for n > 1 a summarize over the whole book after the last transcript: 2n + 3 jobs.
 */
export function planJobs(input: JobPlanInput): PendingJob[] {
  const { uploadType, chapters } = input
  const plan = (type: JobType, chapterId: string | null, gate: readonly string[]) =>
    newJob(input, type, chapterId, gate)
  const chapterIds = uploadType === 'single' ? [null] : chapters.map((chapter) => chapter.id)

  const transcribes = chapterIds.map((chapterId) => plan('transcribe', chapterId, []))
  const transcribed = transcribes.map((job) => job.id)
  const first = transcribed.slice(0, 1)
  const firstChapterId = chapterIds[0] ?? null

  const summarize = plan('summarize', chapterIds.length > 1 ? firstChapterId : null, first)
  const tag = plan('tag', chapterIds.length > 1 ? firstChapterId : null, first)
  const embeds = transcribes.map((job) => plan('embed', job.chapterId, [job.id]))
  const wholeBook = chapterIds.length > 1 ? [plan('summarize', null, transcribed)] : []
  return [...transcribes, summarize, tag, ...embeds, ...wholeBook]
}

function newJob(
  input: JobPlanInput,
  type: JobType,
  chapterId: string | null,
  gate: readonly string[],
): PendingJob {
  return {
    id: input.nextId(),
    audiobookId: input.audiobookId,
    ownerId: input.ownerId,
    chapterId,
    type,
    status: 'pending',
    priority: input.priority,
    epoch: 0,
    freshAfterEpoch: 0,
    attempt: 1,
    crashes: [],
    gate,
    checkpoint: null,
    progress: 0,
    errorHistory: [],
    settled: null,
    createdAt: input.now,
    startedAt: null,
    runAt: input.now,
  }
}
