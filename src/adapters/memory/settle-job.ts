import { err, ok, type Result } from 'neverthrow'
import { audiobookStatus } from '../../domain/audiobook/status.ts'
import { mayAddJob } from '../../domain/job/added-jobs.ts'
import { afterCompletion, afterFailure, afterRedrive, jobReference } from '../../domain/job/dependents.ts'
import type { JobEvent, Refusal } from '../../domain/job/events.ts'
import type { Job, JobReference, PendingJob } from '../../domain/job/job.ts'
import { afterReprocess, type ReprocessRequest } from '../../domain/job/reprocess.ts'
import { transition } from '../../domain/job/transitions.ts'
import type {
  CancelOutcome,
  RedriveOutcome,
  ReprocessOutcome,
  SettleOutcome,
  WakeOutcome,
} from '../../ports/repositories/jobs.ts'
import { jobsOfBook } from './job-queries.ts'
import { putAudiobook, putJob } from './put.ts'
import type { MemoryState } from './state.ts'

interface Applied {
  readonly job: Job
  readonly opened: readonly JobReference[]
}

/** The report that ends a claim. */
export function settle(state: MemoryState, jobId: string, event: JobEvent, now: Date): SettleOutcome {
  const applied = applyWithDependents(state, jobId, event, now)
  if (applied.isOk()) return { outcome: 'accepted', ...applied.value }
  return { outcome: applied.error === 'repeated' ? 'repeated' : 'stale' }
}

/** The changed job, or null when the event was refused or there is no such job. */
export function applyEvent(state: MemoryState, jobId: string, event: JobEvent, now: Date): Job | null {
  return applyWithDependents(state, jobId, event, now)
    .map(({ job }) => job)
    .unwrapOr(null)
}

/** Null when there is no such job. */
export function cancel(state: MemoryState, jobId: string, now: Date): CancelOutcome | null {
  const before = state.jobs.get(jobId)
  if (before === undefined) return null
  return applyWithDependents(state, jobId, { type: 'cancel', reason: { code: 'requested' } }, now).match(
    ({ job }): CancelOutcome => ({ outcome: 'cancelled', job }),
    () => ({ outcome: 'over', job: before }),
  )
}

export function add(state: MemoryState, job: PendingJob, now: Date): 'added' | 'refused' {
  const { audiobookId, type } = job
  if (!state.audiobooks.has(audiobookId) || !mayAddJob(jobsOfBook(state, audiobookId), type)) return 'refused'
  putJob(state, structuredClone(job), now)
  refreshBook(state, audiobookId, jobsOfBook(state, audiobookId), now)
  return 'added'
}

/** Null when there is no such job. */
export function wakeParked(state: MemoryState, jobId: string, now: Date): WakeOutcome | null {
  if (!state.jobs.has(jobId)) return null
  const woken = applyEvent(state, jobId, { type: 'wake' }, now)
  if (woken?.status !== 'processing') return { outcome: 'not_parked' }
  return woken.phase === 'parked' ? { outcome: 'due', job: jobReference(woken) } : { outcome: 'noted' }
}

export function redrive(state: MemoryState, jobIds: readonly string[], now: Date): RedriveOutcome {
  const wanted = [...new Set(jobIds)]
  const byBook = Map.groupBy(wanted, (id) => state.jobs.get(id)?.audiobookId ?? null)
  const notFound = (byBook.get(null) ?? []).map((jobId) => ({ jobId, reason: 'not_found' as const }))
  const books = [...byBook].flatMap(([audiobookId, ids]) => {
    if (audiobookId === null) return []
    const redriven = afterRedrive(jobsOfBook(state, audiobookId), ids, now)
    for (const job of redriven.revived) putJob(state, job, now)
    refreshBook(state, audiobookId, redriven.jobs, now)
    return [redriven]
  })
  const over = books.flatMap(({ refused }) => refused.map((jobId) => ({ jobId, reason: 'over' as const })))
  return { revived: books.flatMap(({ revived }) => revived), refused: [...over, ...notFound] }
}

/** Null when there is no such book. */
export function reprocess(
  state: MemoryState,
  audiobookId: string,
  request: ReprocessRequest,
  now: Date,
): ReprocessOutcome | null {
  if (!state.audiobooks.has(audiobookId)) return null
  const reprocessed = afterReprocess(jobsOfBook(state, audiobookId), request, now)
  if (reprocessed.outcome === 'busy') return reprocessed
  const { revived, jobs } = reprocessed
  for (const job of revived) {
    putJob(state, job, now)
    if (request.force) state.parts.delete(job.id)
  }
  refreshBook(state, audiobookId, jobs, now)
  return { outcome: 'reprocessed', revived }
}

/** A running job whose worker let its lease end. */
export const isLost = (job: Job, now: Date): boolean =>
  job.status === 'processing' && job.phase === 'running' && job.leaseUntil <= now

function applyWithDependents(
  state: MemoryState,
  jobId: string,
  event: JobEvent,
  now: Date,
): Result<Applied, Refusal> {
  const before = state.jobs.get(jobId)
  if (before === undefined) return err('stale')
  return transition(before, event, now).andThen((job) => {
    putJob(state, job, now)
    const opened = followEnd(state, job, now)
    return ok({ job, opened })
  })
}

/** What the end of a job means for the others of its book, and for the book. */
function followEnd(state: MemoryState, job: Job, now: Date): readonly JobReference[] {
  if (job.status !== 'completed' && job.status !== 'failed' && job.status !== 'cancelled') return []
  const jobs = jobsOfBook(state, job.audiobookId)
  const { jobs: changed, opened } =
    job.status === 'completed'
      ? afterCompletion(jobs, job.id, now)
      : { jobs: afterFailure(jobs, job.id, now), opened: [] }
  for (const next of changed) putJob(state, next, now)
  refreshBook(state, job.audiobookId, changed, now)
  return opened
}

function refreshBook(state: MemoryState, audiobookId: string, jobs: readonly Job[], now: Date): void {
  const book = state.audiobooks.get(audiobookId)
  if (book === undefined) return
  const chapters = [...state.chapters.values()].filter((chapter) => chapter.audiobookId === audiobookId)
  const { status, reason } = audiobookStatus(jobs, chapters)
  if (book.status === status && book.statusReason === reason) return
  const completedAt = status === 'processing' ? null : now
  putAudiobook(state, { ...book, status, statusReason: reason, updatedAt: now, completedAt }, now)
}
