import { backoffDelayMs } from '../backoff.ts'
import { CRASH_WINDOW_MS, type Failure, MAX_ATTEMPTS, MAX_CRASHES, MAX_ERROR_HISTORY } from './failure.ts'
import type { FailedJob, FailureRecord, PendingJob } from './job.ts'

/** A job whose claim has just ended, not yet in its next state. */
type EndedClaim = Omit<PendingJob, 'status' | 'runAt'>

/** Where a job goes after a failed attempt: round again, or to the dead letters. */
export function failureOutcome(
  job: EndedClaim,
  failure: Failure,
  random: number,
  now: Date,
): PendingJob | FailedJob {
  const record: FailureRecord = { ...failure, at: now, epoch: job.epoch, attempt: job.attempt }
  const recorded = { ...job, errorHistory: [...job.errorHistory, record].slice(-MAX_ERROR_HISTORY) }
  switch (failure.kind) {
    case 'permanent':
      return deadLetter(recorded, record, now)
    case 'throttled':
      return {
        ...recorded,
        status: 'pending',
        runAt: later(now, failure.retryAfterMs ?? backoffDelayMs(1, random)),
      }
    case 'transient': {
      if (job.attempt >= MAX_ATTEMPTS) return deadLetter(recorded, record, now)
      const delayMs = backoffDelayMs(job.attempt, random, failure.retryAfterMs)
      return { ...recorded, status: 'pending', attempt: job.attempt + 1, runAt: later(now, delayMs) }
    }
    case 'crash':
      return recordCrash(job, now)
  }
}

/** A lost worker counts apart from attempts; a job that takes its workers down with it is poison. */
export function recordCrash(job: EndedClaim, now: Date): PendingJob | FailedJob {
  const windowStart = now.getTime() - CRASH_WINDOW_MS
  const crashes = [...job.crashes.filter((crash) => crash.getTime() > windowStart), now]
  const poison = crashes.length >= MAX_CRASHES
  const record: FailureRecord = {
    kind: 'crash',
    code: poison ? 'poison' : 'worker_lost',
    message: poison
      ? `The worker was lost ${crashes.length} times within 24 hours while it worked on this job.`
      : 'The worker was lost while it worked on this job.',
    at: now,
    epoch: job.epoch,
    attempt: job.attempt,
  }
  const recorded = { ...job, crashes, errorHistory: [...job.errorHistory, record].slice(-MAX_ERROR_HISTORY) }
  return poison ? deadLetter(recorded, record, now) : { ...recorded, status: 'pending', runAt: now }
}

const deadLetter = (job: EndedClaim, error: FailureRecord, now: Date): FailedJob => ({
  ...job,
  status: 'failed',
  error,
  completedAt: now,
})

const later = (now: Date, delayMs: number) => new Date(now.getTime() + delayMs)
