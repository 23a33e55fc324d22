import type { JobType } from '../domain/job/job.ts'
import { PROVIDER_OF, type Provider } from '../domain/job/provider.ts'
import type { Clock } from '../ports/clock.ts'
import type { Random } from '../ports/ids.ts'
import type { Logger } from '../ports/logger.ts'
import type { PortResult } from '../ports/port-error.ts'
import type { ProviderPlaces } from '../ports/provider-places.ts'
import type { Queue } from '../ports/queue.ts'
import type { RateLimiter } from '../ports/rate-limiter.ts'
import type { ProviderGate } from './provider-gate.ts'
import type { RunJobInput, RunJobOutcome } from './run-job.ts'

/** Absent: no limit. */
export interface ProviderLimits {
  /** Jobs that it works on at once, those that are parked at it included. */
  readonly maxInFlight?: number
  /** Jobs that begin, or go on after they were parked. */
  readonly runsPerMinute?: number
}

export interface AdmissionDeps {
  readonly limits: Readonly<Partial<Record<Provider, ProviderLimits>>>
  readonly places: ProviderPlaces
  readonly limiter: RateLimiter
  readonly providers: Pick<ProviderGate, 'holdHere'>
  readonly queue: Pick<Queue, 'release'>
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

type RunJob = (input: RunJobInput) => Promise<RunJobOutcome>

/** Of a job that runs: prolonged three times in that time. A worker that is lost frees its place by then. */
const PLACE_MS = 60_000
/** Of a job that is parked: longer than from one look at the vendor to the next. */
const PARKED_PLACE_MS = 2 * 60 * 60 * 1000
/** The provider has nothing of the job any more. */
const OVER: ReadonlySet<RunJobOutcome> = new Set(['done', 'failed', 'dropped'])
/** Between this and twice this much later a job that found no place asks again. */
const NO_PLACE_WAIT_MS = 1_000

/**
 * Runs a leased job only while its provider has room for one more, over all workers. Where it has none, the job goes back
 * to the queue unclaimed: no attempt is used, and the slot is free for other work. Whoever can't be asked limits nothing.
 */
export function createAdmission(deps: AdmissionDeps): (runJob: RunJob) => RunJob {
  return (runJob) => async (input) => {
    const { type, jobId } = input.lease
    const provider = PROVIDER_OF[type]
    const limits = deps.limits[provider]
    if (limits === undefined) return runJob(input)
    const waitMs = await enter(deps, provider, limits, jobId)
    if (waitMs > 0) return goBack(deps, input, type, waitMs)
    const { maxInFlight } = limits
    if (maxInFlight === undefined) return runJob(input)
    const ended = new AbortController()
    const keeping = keepPlace(deps, provider, jobId, maxInFlight, ended.signal)
    let outcome: RunJobOutcome | null = null
    try {
      outcome = await runJob(input)
      return outcome
    } finally {
      ended.abort()
      await keeping
      if (outcome === 'parked') await deps.places.take(provider, jobId, maxInFlight, PARKED_PLACE_MS)
      // Otherwise it may be at the vendor, or with another worker: then the place ends by its time.
      else if (outcome !== null && OVER.has(outcome)) await deps.places.leave(provider, jobId)
    }
  }
}

/** 0: there is room, and it is taken. Else how long to wait. */
async function enter(
  deps: AdmissionDeps,
  provider: Provider,
  { maxInFlight, runsPerMinute }: ProviderLimits,
  jobId: string,
): Promise<number> {
  if (maxInFlight !== undefined) {
    const hasPlace = await answerOr(deps, true, deps.places.take(provider, jobId, maxInFlight, PLACE_MS))
    if (!hasPlace) return NO_PLACE_WAIT_MS * (1 + deps.random())
  }
  if (runsPerMinute === undefined) return 0
  const demand = { key: `runs:${provider}`, amount: 1, perMinute: runsPerMinute }
  // The place stays: a job that is parked has it; another frees it by its time.
  return answerOr(deps, 0, deps.limiter.reserve([demand]))
}

/** The pool of this process takes nothing of the provider in the meantime: it would find no room either. */
function goBack(
  { queue, providers }: AdmissionDeps,
  { lease, onTelling }: RunJobInput,
  type: JobType,
  waitMs: number,
): RunJobOutcome {
  providers.holdHere(type, waitMs)
  onTelling(queue.release([lease], waitMs))
  return 'held_back'
}

async function keepPlace(
  deps: AdmissionDeps,
  provider: Provider,
  jobId: string,
  limit: number,
  ended: AbortSignal,
): Promise<void> {
  while (!ended.aborted) {
    await deps.clock.sleep(PLACE_MS / 3, ended)
    if (!ended.aborted) await answerOr(deps, true, deps.places.take(provider, jobId, limit, PLACE_MS))
  }
}

const answerOr = async <T>({ logger }: AdmissionDeps, otherwise: T, asked: PortResult<T>): Promise<T> => {
  const answer = await asked
  if (answer.isOk()) return answer.value
  logger.warn('nobody could say whether a provider has room', { code: answer.error.code })
  return otherwise
}
