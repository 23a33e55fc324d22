import { err, ok, type Result } from 'neverthrow'
import type { JobEvent, Refusal } from './events.ts'
import { failureOutcome, recordCrash } from './failure-policy.ts'
import type { CancelledJob, Job, PendingJob, RunningJob, Settlement } from './job.ts'

type Transition = Result<Job, Refusal>

/**
 * The state machine of a job.
 *
 *     pending ──claim──▶ running ──complete──▶ completed
 *        ▲                │ │ └───park──▶ parked ──claim──▶ running
 *        │                │ └─fail (permanent, 4th attempt), 3rd crash──▶ failed
 *        └─fail (retry, throttled), release, expire_lease
 *     parked ──wake──▶ parked, due now;  running ──wake──▶ running, due at once when it parks
 *     pending, running, parked ──cancel──▶ cancelled;  failed, cancelled ──redrive──▶ pending
 *     completed, failed, cancelled ──reprocess──▶ pending, as if it had never run
 *     all but completed ──reprioritize──▶ the same, of another priority
 */
export function transition(job: Job, event: JobEvent, now: Date): Transition {
  switch (event.type) {
    case 'claim':
      return claim(job, event, now)
    case 'expire_lease':
      return expireLease(job, now)
    case 'wake':
      return wake(job, now)
    case 'open_gate':
      return openGate(job, event.jobId)
    case 'cancel':
      return cancel(job, event.reason, now)
    case 'reprioritize':
      return job.status === 'completed' ? err('over') : ok({ ...job, priority: event.priority })
    case 'reprocess':
      return reprocess(job, event.gate, now)
    case 'redrive':
      return redrive(job, now)
    default:
      return reported(job, event, now)
  }
}

function claim(job: Job, event: { workerId: string; leaseMs: number }, now: Date): Transition {
  if (job.status === 'processing' && job.phase === 'running') return err('leased')
  if (job.status !== 'pending' && job.status !== 'processing') return err('over')
  if (job.status === 'pending' && job.gate.length > 0) return err('gated')
  if (job.runAt > now) return err('not_due')
  return ok({
    ...stateless(job),
    status: 'processing',
    phase: 'running',
    epoch: job.epoch + 1,
    workerId: event.workerId,
    leaseUntil: after(now, event.leaseMs),
    woken: false,
    startedAt: job.startedAt ?? now,
  })
}

type Report = Extract<JobEvent, { epoch: number }>

/** Reports of a worker: fenced by the epoch of its claim. */
function reported(job: Job, event: Report, now: Date): Transition {
  const ends = settles(event)
  if (ends !== null && job.settled?.epoch === event.epoch && job.settled.as === ends) return err('repeated')
  if (job.status !== 'processing' || job.phase !== 'running' || job.epoch !== event.epoch) return err('stale')
  switch (event.type) {
    case 'renew':
      return ok({ ...job, leaseUntil: after(now, event.leaseMs) })
    case 'progress':
      return ok({ ...job, progress: Math.max(job.progress, clampFraction(event.fraction)) })
    case 'checkpoint':
      return ok({ ...job, checkpoint: event.checkpoint })
    case 'save_output':
      // Whoever gets further each time is not poison, however often the machine goes down under it.
      return ok({ ...job, crashes: [] })
    case 'complete':
      return ok({ ...claimless(job, 'completed'), status: 'completed', progress: 1, completedAt: now })
    case 'fail':
      return ok(failureOutcome(claimless(job, 'failed'), event.failure, event.random, now))
    case 'park':
      return ok({
        ...claimless(job, 'parked'),
        status: 'processing',
        phase: 'parked',
        runAt: job.woken ? now : after(now, event.resumeAfterMs),
        woken: job.woken,
      })
    case 'release':
      return ok({ ...claimless(job, 'released'), status: 'pending', runAt: now })
  }
}

function settles(event: Report): Settlement['as'] | null {
  switch (event.type) {
    case 'complete':
      return 'completed'
    case 'fail':
      return 'failed'
    case 'park':
      return 'parked'
    case 'release':
      return 'released'
    case 'renew':
    case 'progress':
    case 'checkpoint':
    case 'save_output':
      return null
  }
}

function expireLease(job: Job, now: Date): Transition {
  if (job.status !== 'processing') return err('over')
  if (job.phase === 'parked' || job.leaseUntil > now) return err('leased')
  return ok(recordCrash(claimless(job, null), now))
}

/** News that come before the park is recorded are remembered: the claim may have asked the vendor just before them. */
function wake(job: Job, now: Date): Transition {
  if (job.status === 'pending') return err('not_parked')
  if (job.status !== 'processing') return err('over')
  if (job.phase === 'running') return ok({ ...job, woken: true })
  return ok({ ...job, woken: true, runAt: job.runAt < now ? job.runAt : now })
}

function openGate(job: Job, completedJobId: string): Transition {
  if (job.status !== 'pending') return err('over')
  if (!job.gate.includes(completedJobId)) return err('repeated')
  return ok({ ...job, gate: job.gate.filter((id) => id !== completedJobId) })
}

function cancel(job: Job, reason: CancelledJob['reason'], now: Date): Transition {
  if (job.status !== 'pending' && job.status !== 'processing') return err('over')
  return ok({ ...stateless(job), status: 'cancelled', reason, completedAt: now })
}

/** Sends an ended job round again with all its attempts; what it bought and saved is kept. */
function redrive(job: Job, now: Date): Transition {
  if (job.status !== 'failed' && job.status !== 'cancelled') return err('over')
  return ok({ ...stateless(job), status: 'pending', attempt: 1, crashes: [], progress: 0, runAt: now })
}

/** Sends an ended job round again as if it had never run; what it saved counts for nothing. */
function reprocess(job: Job, gate: readonly string[], now: Date): Transition {
  if (job.status === 'pending' || job.status === 'processing') return err('over')
  const renewed = { gate, attempt: 1, crashes: [], checkpoint: null, progress: 0, freshAfterEpoch: job.epoch }
  return ok({ ...stateless(job), ...renewed, status: 'pending', runAt: now })
}

/** What every state has; the fields of one state do not leak into the next. */
type Stateless = Omit<PendingJob, 'status' | 'runAt'>

function stateless(job: Job): Stateless {
  const { id, audiobookId, ownerId, chapterId, type, priority, epoch, attempt, crashes, gate, checkpoint } =
    job
  const { freshAfterEpoch, progress, errorHistory, settled, createdAt, startedAt } = job
  return {
    ...{ id, audiobookId, ownerId, chapterId, type, priority, epoch, attempt, crashes, gate, checkpoint },
    ...{ freshAfterEpoch, progress, errorHistory, settled, createdAt, startedAt },
  }
}

function claimless(job: RunningJob, as: Settlement['as'] | null): Stateless {
  return { ...stateless(job), settled: as === null ? job.settled : { epoch: job.epoch, as } }
}

const after = (now: Date, durationMs: number) => new Date(now.getTime() + durationMs)

const clampFraction = (fraction: number) =>
  Number.isFinite(fraction) ? Math.min(1, Math.max(0, fraction)) : 0
