import type { Job } from '../job/job.ts'
import type { Happening, JobEventType } from './event.ts'

/** What the change of a job is to those who watch; null when it is nothing. */
export function jobHappening(before: Job | null, after: Job): Happening | null {
  const type = before === null ? 'job.created' : typeOf(before, after)
  if (type === null) return null
  const error = type === 'job.failed' || type === 'job.retrying' ? after.errorHistory.at(-1) : undefined
  return {
    type,
    jobId: after.id,
    audiobookId: after.audiobookId,
    data: {
      jobType: after.type,
      chapterId: after.chapterId,
      status: after.status,
      epoch: after.epoch,
      attempt: after.attempt,
      progress: after.progress,
      runAt: type !== 'job.created' && 'runAt' in after ? after.runAt : null,
      error: error === undefined ? null : { kind: error.kind, code: error.code, message: error.message },
      cancelReason: after.status === 'cancelled' ? after.reason : null,
    },
  }
}

function typeOf(before: Job, after: Job): JobEventType | null {
  switch (after.status) {
    case 'pending':
      if (before.status === 'pending') return null
      if (before.status !== 'processing') return 'job.redriven'
      return after.settled?.epoch === after.epoch && after.settled.as === 'released'
        ? 'job.released'
        : 'job.retrying'
    case 'processing':
      if (after.epoch > before.epoch) return 'job.started'
      if (after.phase === 'parked') return isRunning(before) ? 'job.parked' : null
      return wholePercent(before.progress) === wholePercent(after.progress) ? null : 'job.progress'
    default:
      return before.status === after.status ? null : `job.${after.status}`
  }
}

const isRunning = (job: Job) => job.status === 'processing' && job.phase === 'running'

const wholePercent = (fraction: number) => Math.floor(fraction * 100)
