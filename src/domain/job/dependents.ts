import {
  type DeadLetter,
  type FailedJob,
  FIRST_PRIORITY,
  type Job,
  type JobReference,
  type ParkedJob,
  type PendingJob,
} from './job.ts'
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

/** What sending jobs of one book round again does. */
export interface Redriven {
  /** All jobs of the book, in the order in which they went in. */
  readonly jobs: readonly Job[]
  /** Pending again. */
  readonly revived: readonly PendingJob[]
  /** Of the ids asked for: jobs that are neither failed nor cancelled, and ids that are not of this book. */
  readonly refused: readonly string[]
}

/**
 * Sends failed and cancelled jobs round again, together with those that were cancelled because of them, and with what
 * they wait for: otherwise they would wait for ever. A job cancelled because of several failures comes back with the
 * last of them. A revived gate holds only what has not completed yet.
 */
export function afterRedrive(jobs: readonly Job[], ids: readonly string[], now: Date): Redriven {
  const byId = new Map(jobs.map((job) => [job.id, job]))
  const wanted = [...new Set(ids)]
  const isRevivable = (id: string) => isStopped(byId.get(id))
  const chosen = withDependents(byId, withBlockers(byId, wanted.filter(isRevivable)))
  const changed = jobs.map((job) => (chosen.has(job.id) ? revive(job, byId, now) : job))
  return {
    jobs: changed,
    revived: changed.flatMap((job) => (chosen.has(job.id) && job.status === 'pending' ? [job] : [])),
    refused: wanted.filter((id) => !isRevivable(id)),
  }
}

type JobsById = ReadonlyMap<string, Job>

const isStopped = (job: Job | undefined): boolean => job?.status === 'failed' || job?.status === 'cancelled'

/** Upwards: the failed and cancelled jobs that these wait for, transitively, and these. */
function withBlockers(byId: JobsById, ids: readonly string[]): ReadonlySet<string> {
  const chosen = new Set(ids)
  // A set that grows while it is gone through hands out what was added too.
  for (const id of chosen) {
    for (const blocker of byId.get(id)?.gate ?? []) if (isStopped(byId.get(blocker))) chosen.add(blocker)
  }
  return chosen
}

/** Downwards: these, and what was cancelled because of others and has nothing left to keep it from completing. */
function withDependents(byId: JobsById, ids: ReadonlySet<string>): ReadonlySet<string> {
  const chosen = new Set(ids)
  const mayComplete = (id: string) => chosen.has(id) || (byId.has(id) && !isStopped(byId.get(id)))
  for (const id of chosen) {
    for (const job of byId.values()) {
      if (job.status !== 'cancelled' || job.reason.code !== 'dependency_failed') continue
      if (job.gate.includes(id) && job.gate.every(mayComplete)) chosen.add(job.id)
    }
  }
  return chosen
}

/** Gates of cancelled jobs do not open; what completed in the meantime is taken out now. */
function revive(stopped: Job, byId: JobsById, now: Date): Job {
  const revived = transition(stopped, { type: 'redrive' }, now).unwrapOr(stopped)
  const completed = revived.gate.filter((id) => byId.get(id)?.status === 'completed')
  return completed.reduce(
    (job, jobId) => transition(job, { type: 'open_gate', jobId }, now).unwrapOr(job),
    revived,
  )
}

export const jobReference = ({
  id,
  type,
  ownerId,
  status,
  priority,
  runAt,
}: PendingJob | ParkedJob): JobReference => ({
  ...{ id, type, ownerId, runAt },
  priority: status === 'processing' ? FIRST_PRIORITY : priority,
})

export const isEnded = ({ status }: Pick<Job, 'status'>): boolean =>
  status === 'completed' || status === 'failed' || status === 'cancelled'

/** Whether the queue is to know of it: it may be claimed now or once its time has come. */
export const isClaimable = (job: Job): job is PendingJob | ParkedJob =>
  (job.status === 'pending' && job.gate.length === 0) ||
  (job.status === 'processing' && job.phase === 'parked')

export const deadLetter = ({ id, type, completedAt }: FailedJob): DeadLetter => ({
  id,
  type,
  failedAt: completedAt,
})
