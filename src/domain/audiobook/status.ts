import type { Job, JobType } from '../job/job.ts'
import type { AudiobookStatus, Chapter } from './audiobook.ts'

const DEED: Readonly<Record<JobType, string>> = {
  transcribe: 'Transcription',
  summarize: 'Summary',
  tag: 'Tags',
  embed: 'Search vectors',
}

/** Most parts named in a reason; the rest is counted. */
const NAMED_PARTS = 5

/**
 * The status of a book from its jobs: processing while any job may still move, then completed, or failed when any job
 * did not complete. The reason names the parts that failed.
 */
export function audiobookStatus(
  jobs: readonly Job[],
  chapters: readonly Pick<Chapter, 'id' | 'number'>[],
): { readonly status: AudiobookStatus; readonly reason: string | null } {
  if (jobs.some((job) => job.status === 'pending' || job.status === 'processing')) {
    return { status: 'processing', reason: null }
  }
  const failures = jobs.flatMap((job) => describeFailure(job, chapters))
  if (failures.length > 0) return { status: 'failed', reason: sentence(failures) }
  return { status: 'completed', reason: null }
}

/** Work done over all, 0..1, by number of completed jobs. */
export function overallProgress(jobs: readonly Pick<Job, 'status'>[]): number {
  return jobs.length === 0 ? 0 : jobs.filter((job) => job.status === 'completed').length / jobs.length
}

function describeFailure(job: Job, chapters: readonly Pick<Chapter, 'id' | 'number'>[]): string[] {
  const number = chapters.find((chapter) => chapter.id === job.chapterId)?.number
  const part = number === undefined ? DEED[job.type] : `${DEED[job.type]} of chapter ${number}`
  if (job.status === 'failed') return [`${part} failed: ${job.error.message}`]
  // What was cancelled because of another failure is told by that failure.
  if (job.status === 'cancelled' && job.reason.code === 'requested') return [`${part} was cancelled.`]
  return []
}

function sentence(failures: readonly string[]): string {
  const more = failures.length - NAMED_PARTS
  return [...failures.slice(0, NAMED_PARTS), ...(more > 0 ? [`And ${more} more.`] : [])].join(' ')
}
