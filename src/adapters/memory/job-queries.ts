import { deadLetter, isClaimable, isEnded, jobReference } from '../../domain/job/dependents.ts'
import {
  type DeadLetter,
  JOB_STATUSES,
  JOB_TYPES,
  type Job,
  type JobReference,
  type JobStatus,
  type JobType,
} from '../../domain/job/job.ts'
import { PROVIDER_OF } from '../../domain/job/provider.ts'
import type { FailureClass, JobFilter } from '../../ports/repositories/jobs.ts'
import type { TimeCursor } from '../../ports/repositories/page.ts'
import { compareText, oldestFirst } from './compare.ts'
import { hasText } from './has-text.ts'
import type { MemoryState } from './state.ts'

/** In order of creation. */
export const jobsOfBook = (state: MemoryState, audiobookId: string): readonly Job[] =>
  [...state.jobs.values()].filter((job) => job.audiobookId === audiobookId).sort(oldestFirst)

/** By due time. */
export const dueJobs = (
  state: MemoryState,
  now: Date,
  limit: number,
  after?: JobReference,
): readonly JobReference[] =>
  [...state.jobs.values()]
    .flatMap((job) => (isClaimable(job) && job.runAt <= now ? [jobReference(job)] : []))
    .filter((job) => after === undefined || compareDue(job, after) > 0)
    .sort(compareDue)
    .slice(0, limit)

const compareDue = (a: JobReference, b: JobReference): number =>
  a.runAt.getTime() - b.runAt.getTime() || compareText(a.id, b.id)

export const deadLetters = (state: MemoryState): readonly (DeadLetter & TimeCursor)[] =>
  [...state.jobs.values()].flatMap((job) =>
    job.status === 'failed' ? [{ ...deadLetter(job), createdAt: job.createdAt }] : [],
  )

export function countJobs(state: MemoryState): { type: JobType; status: JobStatus; count: number }[] {
  const jobs = [...state.jobs.values()]
  return JOB_TYPES.flatMap((type) =>
    JOB_STATUSES.map((status) => {
      const count = jobs.filter((job) => job.type === type && job.status === status).length
      return { type, status, count }
    }),
  ).filter(({ count }) => count > 0)
}

export const matchingJobs = (state: MemoryState, filter: JobFilter): readonly Job[] =>
  [...state.jobs.values()].filter((job) => matches(state, filter, job))

function matches(state: MemoryState, filter: JobFilter, job: Job): boolean {
  const { ownerId, status, isOpen, type, audiobookId, errorCode, endedAfter, endedBefore } = filter
  const { createdAfter, createdBefore, text, ids, provider, errorKind } = filter
  const book = state.audiobooks.get(job.audiobookId)
  const endedAt = 'completedAt' in job ? job.completedAt : null
  return (
    (ownerId === null || book?.ownerId === ownerId) &&
    (text === undefined || (book !== undefined && hasText(book, text))) &&
    (ids === undefined || ids.includes(job.id)) &&
    (provider === undefined || PROVIDER_OF[job.type] === provider) &&
    (isOpen === undefined || !isEnded(job)) &&
    (createdAfter === undefined || job.createdAt >= createdAfter) &&
    (createdBefore === undefined || job.createdAt < createdBefore) &&
    (status === undefined || job.status === status) &&
    (type === undefined || job.type === type) &&
    (audiobookId === undefined || job.audiobookId === audiobookId) &&
    (errorCode === undefined || (job.status === 'failed' && job.error.code === errorCode)) &&
    (errorKind === undefined || (job.status === 'failed' && job.error.kind === errorKind)) &&
    (endedAfter === undefined || (endedAt !== null && endedAt >= endedAfter)) &&
    (endedBefore === undefined || (endedAt !== null && endedAt < endedBefore))
  )
}

/** The largest first. */
export function failureClasses(state: MemoryState, filter: JobFilter): readonly FailureClass[] {
  const failed = matchingJobs(state, filter).flatMap((job) => (job.status === 'failed' ? [job] : []))
  return [...Map.groupBy(failed, ({ type, error }) => [type, error.kind, error.code].join(' ')).entries()]
    .flatMap(([name, [first, ...rest]]) => {
      if (first === undefined) return []
      const { type, error } = first
      const times = [first, ...rest].map(({ completedAt }) => completedAt.getTime())
      const lastFailedAt = new Date(Math.max(...times))
      return [{ name, type, kind: error.kind, code: error.code, count: times.length, lastFailedAt }]
    })
    .sort((a, b) => b.count - a.count || compareText(a.name, b.name))
    .map(({ name: _, ...counted }) => counted)
}
