import type { Job, JobReference } from './job.ts'
import { transition } from './transitions.ts'

/** Opens the gates that waited for a completed job. All jobs of the book go in and come out, in the same order. */
export function afterCompletion(
  jobs: readonly Job[],
  completedId: string,
  now: Date,
): { readonly jobs: readonly Job[]; readonly opened: readonly JobReference[] } {
  const opened: JobReference[] = []
  const changed = jobs.map((job) => {
    const next = transition(job, { type: 'open_gate', jobId: completedId }, now).unwrapOr(job)
    if (next !== job && next.status === 'pending' && next.gate.length === 0) opened.push(jobReference(next))
    return next
  })
  return { jobs: changed, opened }
}

/**
 * Cancels, transitively, what can never start because a job failed or was cancelled. All jobs of the book go in and
 * come out, in the same order.
 */
export function afterFailure(jobs: readonly Job[], failedId: string, now: Date): readonly Job[] {
  const doomed = [failedId]
  const cancelled = new Map<string, Job>()
  for (let id = doomed.shift(); id !== undefined; id = doomed.shift()) {
    for (const job of jobs) {
      if (cancelled.has(job.id) || job.status !== 'pending' || !job.gate.includes(id)) continue
      const reason = { code: 'dependency_failed', jobId: id } as const
      const next = transition(job, { type: 'cancel', reason }, now)
      if (next.isErr()) continue
      cancelled.set(job.id, next.value)
      doomed.push(job.id)
    }
  }
  return jobs.map((job) => cancelled.get(job.id) ?? job)
}

export const jobReference = (job: {
  readonly id: string
  readonly type: Job['type']
  readonly priority: number
  readonly runAt: Date
}): JobReference => ({ id: job.id, type: job.type, priority: job.priority, runAt: job.runAt })
