import { ok, okAsync } from 'neverthrow'
import { deadLetter } from '../../domain/job/dependents.ts'
import type { JobReference } from '../../domain/job/job.ts'
import type { Random } from '../../ports/ids.ts'
import type { Logger } from '../../ports/logger.ts'
import type { PortResult } from '../../ports/port-error.ts'
import type { Queue } from '../../ports/queue.ts'
import {
  type FailureAnswer,
  type JobReporter,
  LEASE_MS,
  type ParkAnswer,
  type ReportAnswer,
} from '../../ports/reporter.ts'
import type { JobRepository, SettleOutcome } from '../../ports/repositories/jobs.ts'

export interface DirectReporterDeps {
  readonly jobs: JobRepository
  readonly queue: Queue
  readonly random: Random
  readonly logger: Logger
  readonly leaseMs?: number
}

/** Reports straight to the repository, in the process that owns it; the API's route for remote workers uses it too. */
export function createDirectReporter(deps: DirectReporterDeps): JobReporter {
  const { jobs, random } = deps
  const leaseMs = deps.leaseMs ?? LEASE_MS

  /** The database has it already; a queue that is away learns of it from the reconciler. */
  const tellQueue = (opened: readonly JobReference[]): PortResult<void> =>
    opened.length === 0
      ? okAsync(undefined)
      : deps.queue.enqueue(opened).orElse((error) => {
          deps.logger.warn('queue did not take opened jobs; the reconciler will add them', {
            code: error.code,
          })
          return ok(undefined)
        })

  const settled = (settling: PortResult<SettleOutcome>): PortResult<ReportAnswer> =>
    settling.andThen((outcome) =>
      outcome.outcome === 'accepted'
        ? tellQueue(outcome.opened).map((): ReportAnswer => 'accepted')
        : okAsync<ReportAnswer>(outcome.outcome === 'repeated' ? 'accepted' : 'stale'),
    )

  /** Shown late rather than not reported. */
  const showFailed = (outcome: SettleOutcome): PortResult<SettleOutcome> =>
    outcome.outcome !== 'accepted' || outcome.job.status !== 'failed'
      ? okAsync(outcome)
      : deps.queue
          .recordFailed([deadLetter(outcome.job)])
          .orElse((error) => {
            deps.logger.warn('queue does not show a dead letter yet', { code: error.code })
            return ok(undefined)
          })
          .map(() => outcome)

  return {
    start: (jobId, workerId) => jobs.claim(jobId, workerId, leaseMs),
    heartbeat: (claims) => jobs.renew(claims, leaseMs),
    progress: (claim, fraction) => jobs.saveProgress(claim, fraction).map(answer),
    checkpoint: (claim, checkpoint) => jobs.saveCheckpoint(claim, checkpoint).map(answer),
    complete: (claim) => settled(jobs.complete(claim)),
    park: (claim, resumeAfterMs) =>
      jobs.park(claim, resumeAfterMs).map((outcome) => parkAnswer(outcome, resumeAfterMs)),
    release: (claim) => settled(jobs.release(claim)),
    fail: (claim, failure) => jobs.fail(claim, failure, random()).andThen(showFailed).map(failureAnswer),
  }
}

const answer = (accepted: boolean): ReportAnswer => (accepted ? 'accepted' : 'stale')

function parkAnswer(outcome: SettleOutcome, resumeAfterMs: number): ParkAnswer {
  if (outcome.outcome === 'stale') return { answer: 'stale', resumeAfterMs: null }
  const isWoken = outcome.outcome === 'accepted' && outcome.job.status === 'processing' && outcome.job.woken
  return { answer: 'accepted', resumeAfterMs: isWoken ? 0 : resumeAfterMs }
}

function failureAnswer(outcome: SettleOutcome): FailureAnswer {
  if (outcome.outcome === 'stale') return { answer: 'stale', runAgainAfterMs: null }
  if (outcome.outcome === 'repeated' || outcome.job.status !== 'pending') {
    return { answer: 'accepted', runAgainAfterMs: null }
  }
  const lastFailure = outcome.job.errorHistory.at(-1)
  // Both times are the database's, so the difference is right whatever this process's clock says.
  const runAgainAfterMs =
    lastFailure === undefined ? 0 : outcome.job.runAt.getTime() - lastFailure.at.getTime()
  return { answer: 'accepted', runAgainAfterMs: Math.max(0, runAgainAfterMs) }
}
