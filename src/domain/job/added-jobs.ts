import type { Job, JobType } from './job.ts'

/**
 * A book gets one more job of a type once all of that type have completed: one that is still to run will do the work,
 * and one that failed is to be retried, or the book stays failed.
 */
export const mayAddJob = (jobs: readonly Pick<Job, 'type' | 'status'>[], type: JobType): boolean =>
  jobs.every((job) => job.type !== type || job.status === 'completed')
