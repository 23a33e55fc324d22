import type { FailedJob, Job } from './job.ts'

export interface Trimmed {
  readonly letters: readonly FailedJob[]
  /** All jobs to be removed: the dead letters, and what waits for one of them and so can never start. */
  readonly ids: readonly string[]
}

/** Which jobs of one book go, when its dead letters that ended before a time do. */
export function trimmedJobs(jobs: readonly Job[], endedBefore: Date): Trimmed {
  const letters = jobs.filter(
    (job): job is FailedJob => job.status === 'failed' && job.completedAt < endedBefore,
  )
  const gone = new Set(letters.map(({ id }) => id))
  // A set that grows while it is gone through hands out what was added too.
  for (const id of gone) {
    for (const job of jobs) if (job.status === 'cancelled' && job.gate.includes(id)) gone.add(job.id)
  }
  return { letters, ids: [...gone] }
}
