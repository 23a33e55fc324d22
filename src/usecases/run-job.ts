import { errAsync, ResultAsync } from 'neverthrow'
import type { Failure } from '../domain/job/failure.ts'
import { FIRST_PRIORITY, type JobType, type JsonValue, type RunningJob } from '../domain/job/job.ts'
import type { Clock } from '../ports/clock.ts'
import { type Logger, logWithin } from '../ports/logger.ts'
import type { PortError, PortResult } from '../ports/port-error.ts'
import type { Queue, QueueLease } from '../ports/queue.ts'
import type { Claim, JobReporter } from '../ports/reporter.ts'
import type { JobContext, JobWork, WorkOutcome } from './job-work/job-context.ts'
import type { ProviderGate } from './provider-gate.ts'
import { createProgressReports } from './report-progress.ts'

export interface RunJobDeps {
  readonly reporter: JobReporter
  readonly queue: Queue
  /** Of the types that this process runs. */
  readonly work: Readonly<Partial<Record<JobType, JobWork>>>
  readonly providers: ProviderGate
  readonly clock: Clock
  readonly logger: Logger
}

/** Keeps the claim alive while the work goes on, and says when it is lost. Given by the worker process. */
export interface ClaimKeeper {
  /**
   * Aborts `lost` when the claim is stale or could not be renewed in time. `askedAtMs` is when the claim was asked for
   * (monotonic): its lease may count from then.
   */
  keep(claim: Claim, lease: QueueLease, lost: AbortController, askedAtMs: number): KeptClaim
}

export interface KeptClaim {
  /**
   * Looks at the clock, and aborts `lost` when the claim was not renewed in time: a process that was stopped and goes
   * on runs other code before its timers.
   */
  check(): void
  /** The work has ended: no more renewals. */
  letGo(): void
}

export interface RunJobInput {
  readonly lease: QueueLease
  readonly workerId: string
  readonly claims: ClaimKeeper
  /** Aborted when the process stops: the job is given back and uses no attempt. */
  readonly stopping: AbortSignal
  /**
   * Gets what the queue is being told of the lease. The slot is free before the queue has answered: an ack shares its
   * round trip with the next lease, and one that is lost costs a delivery that finds nothing to claim.
   */
  readonly onTelling: (told: PortResult<unknown>) => void
}

/** How a lease of the queue ended; for logs and tests. */
export type RunJobOutcome =
  | 'done'
  | 'parked'
  | 'failed'
  | 'given_back'
  | 'stale'
  | 'dropped'
  | 'unavailable'
  /** Not claimed: the provider asked for a pause. */
  | 'held_back'

const UNAVAILABLE_DELAY_MS = 1_000
const FIRST_REPORT_RETRY_MS = 100
const LONGEST_REPORT_RETRY_MS = 2_000
/** A report that is refused for good, so often: the job is left to its lease, and ends as poison if that goes on. */
const MAX_REFUSALS = 20

/**
 * Runs one leased job from claim to report. Never rejects. Outputs are saved before the report, so that a crash at any
 * line leaves either a job that runs again and finds what it saved, or one that is finished.
 */
export function createRunJob(deps: RunJobDeps): (input: RunJobInput) => Promise<RunJobOutcome> {
  return async (input) => {
    const { lease } = input
    const pauseMs = deps.providers.remainingMs(lease.type)
    if (pauseMs > 0) {
      input.onTelling(deps.queue.release([lease], pauseMs))
      return 'held_back'
    }
    const askedAtMs = performance.now()
    const started = await deps.reporter.start(lease.jobId, input.workerId)
    if (started.isErr()) {
      const { code, message } = started.error
      deps.logger.warn('job can not be started now', { jobId: lease.jobId, code, message })
      input.onTelling(deps.queue.release([lease], UNAVAILABLE_DELAY_MS))
      return 'unavailable'
    }
    if (started.value === null) {
      input.onTelling(deps.queue.ack([lease]))
      return 'dropped'
    }
    const job = started.value
    const { audiobookId, epoch } = job
    return logWithin(deps.logger, { audiobookId, epoch }, () => runClaimed(deps, input, job, askedAtMs))
  }
}

/** What it takes to report: nothing may be said once the claim is lost. */
interface Standing {
  readonly lease: QueueLease
  /** Of the job, whatever that of the lease was. */
  readonly priority: number
  readonly onTelling: RunJobInput['onTelling']
  readonly claim: Claim
  readonly lost: AbortSignal
  readonly check: () => void
}

async function runClaimed(
  deps: RunJobDeps,
  input: RunJobInput,
  job: RunningJob,
  askedAtMs: number,
): Promise<RunJobOutcome> {
  const claim: Claim = { jobId: job.id, epoch: job.epoch }
  const lost = new AbortController()
  const kept = input.claims.keep(claim, input.lease, lost, askedAtMs)
  const { lease, onTelling } = input
  const { priority } = job
  const standing: Standing = { lease, priority, onTelling, claim, lost: lost.signal, check: kept.check }
  const signal = AbortSignal.any([lost.signal, input.stopping])
  const progress = createProgressReports({ reporter: deps.reporter, claim, onStale: () => lost.abort() })
  try {
    const saveCheckpoint = (checkpoint: JsonValue) => deps.reporter.checkpoint(claim, checkpoint)
    const context: JobContext = { job, claim, signal, reportProgress: progress.report, saveCheckpoint }
    const worked = await attempt(deps.work[job.type] ?? notOurs, context)
    kept.check()
    if (lost.signal.aborted) return 'stale'
    if (input.stopping.aborted && (worked.isErr() || worked.value.status === 'stale')) {
      return await giveBack(deps, standing)
    }
    return worked.isOk()
      ? await reportOutcome(deps, standing, worked.value)
      : await reportFailure(deps, standing, worked.error)
  } finally {
    progress.stop()
    kept.letGo()
  }
}

/** The queue said that a job is of another type than the database does. */
const notOurs: JobWork = ({ job }) =>
  errAsync({
    kind: 'transient',
    code: 'wrong_worker',
    message: `This worker runs no ${job.type} jobs.`,
  })

/** A bug in an engine fails its job with a record, not the worker. */
const attempt = (work: JobWork, context: JobContext): ResultAsync<WorkOutcome, PortError> =>
  ResultAsync.fromThrowable(
    async () => await work(context),
    (cause): PortError => ({
      kind: 'transient',
      code: 'unexpected_error',
      message: 'The engine failed unexpectedly.',
      cause,
    }),
  )().andThen((result) => result)

async function giveBack(
  deps: RunJobDeps,
  { lease, priority, claim, onTelling }: Standing,
): Promise<RunJobOutcome> {
  await deps.reporter.release(claim)
  onTelling(deps.queue.release([lease], 0, priority))
  return 'given_back'
}

async function reportOutcome(
  deps: RunJobDeps,
  standing: Standing,
  outcome: WorkOutcome,
): Promise<RunJobOutcome> {
  const { claim, lease, onTelling } = standing
  if (outcome.status === 'stale') return 'stale'
  if (outcome.status === 'parked') {
    const { checkpoint, resumeAfterMs } = outcome
    if (checkpoint !== undefined) {
      await insist(deps, standing, () => deps.reporter.checkpoint(claim, checkpoint))
    }
    const parked = await insist(deps, standing, () => deps.reporter.park(claim, resumeAfterMs))
    if (parked?.answer !== 'accepted') return 'stale'
    onTelling(deps.queue.release([lease], parked.resumeAfterMs ?? resumeAfterMs, FIRST_PRIORITY))
    return 'parked'
  }
  const completed = await insist(deps, standing, () => deps.reporter.complete(claim))
  if (completed !== 'accepted') return 'stale'
  onTelling(deps.queue.ack([lease]))
  return 'done'
}

async function reportFailure(deps: RunJobDeps, standing: Standing, error: PortError): Promise<RunJobOutcome> {
  const { claim, lease, priority } = standing
  const { jobId } = claim
  // Before the report, which may take its time: the jobs after this one are not to run into the same wall.
  if (error.kind === 'throttled') deps.providers.pause(lease.type, error.retryAfterMs)
  deps.logger.warn('job attempt failed', {
    jobId,
    jobType: lease.type,
    kind: error.kind,
    code: error.code,
    cause: error.cause,
  })
  const answer = await insist(deps, standing, () => deps.reporter.fail(claim, toFailure(error)))
  if (answer === null || answer.answer === 'stale') return 'stale'
  standing.onTelling(
    answer.runAgainAfterMs === null
      ? deps.queue.ack([lease])
      : deps.queue.release([lease], answer.runAgainAfterMs, priority),
  )
  return 'failed'
}

const toFailure = (error: PortError): Failure => {
  const { kind, code, message } = error
  const retryAfterMs = 'retryAfterMs' in error ? error.retryAfterMs : undefined
  return retryAfterMs === undefined ? { kind, code, message } : { kind, code, message, retryAfterMs }
}

/** Reports until the authority answers or the claim is lost (then null): a result is never dropped for an outage. */
async function insist<T>(
  deps: RunJobDeps,
  { lost, check }: Standing,
  report: () => PortResult<T>,
): Promise<T | null> {
  let delayMs = FIRST_REPORT_RETRY_MS
  let refusals = 0
  while (!lost.aborted && refusals < MAX_REFUSALS) {
    const answer = await report()
    if (answer.isOk()) return answer.value
    if (answer.error.kind === 'permanent') refusals += 1
    deps.logger.warn('job report not accepted yet', {
      code: answer.error.code,
      message: answer.error.message,
    })
    await deps.clock.sleep(delayMs, lost)
    check()
    delayMs = Math.min(LONGEST_REPORT_RETRY_MS, delayMs * 2)
  }
  return null
}
