import type { Job } from '../job/job.ts'
import type { Chapter } from './audiobook.ts'

/** Ids of the chapters whose transcript is there: their own transcribe job is done, or the one over the whole file. */
export function transcribedChapters(chapters: readonly Chapter[], jobs: readonly Job[]): ReadonlySet<string> {
  const done = jobs.filter((job) => job.type === 'transcribe' && job.status === 'completed')
  const wholeBook = done.some((job) => job.chapterId === null)
  const doneIds = new Set(done.map((job) => job.chapterId))
  return new Set(chapters.filter(({ id }) => wholeBook || doneIds.has(id)).map(({ id }) => id))
}
