import { ChapterwiseError } from '../errors/chapterwise-error.ts'
import type { AudiobookJobs } from '../generated/types.gen.ts'

/** What succeeded stays readable; failed jobs can be retried (`api.retryJob`). */
export class AudiobookFailedError extends ChapterwiseError {
  override readonly name = 'AudiobookFailedError'
  readonly jobs: AudiobookJobs

  constructor(jobs: AudiobookJobs) {
    super({
      message: `Audiobook ${jobs.audiobook_id}: ${jobs.failed_jobs} of ${jobs.total_jobs} jobs failed.`,
      code: 'audiobook_failed',
    })
    this.jobs = jobs
  }
}
