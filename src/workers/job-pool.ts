import { setImmediate as nextTurn } from 'node:timers/promises'
import type { JobType } from '../domain/job/job.ts'
import type { Clock } from '../ports/clock.ts'
import { type Logger, logWithin } from '../ports/logger.ts'
import type { PortResult } from '../ports/port-error.ts'
import type { Queue, QueueLease } from '../ports/queue.ts'
import type { ProviderGate } from '../usecases/provider-gate.ts'
import type { ClaimKeeper, RunJobInput, RunJobOutcome } from '../usecases/run-job.ts'

export interface JobPoolDeps {
  readonly queue: Queue
  readonly runJob: (input: RunJobInput) => Promise<RunJobOutcome>
  readonly claims: ClaimKeeper
  readonly providers: ProviderGate
  readonly clock: Clock
  readonly logger: Logger
  readonly workerId: string
  readonly leaseMs: number
}

export interface JobPool {
  readonly type: JobType
  /** Jobs that run now. */
  runningCount(): number
  /** Takes no more jobs, gives back those that run, and resolves when none runs and the queue was told. Idempotent. */
  stop(): Promise<void>
}

/** Longest wait of one lease call; new jobs wake it at once. */
const LEASE_WAIT_MS = 5_000
const QUEUE_DOWN_DELAY_MS = 1_000

/** Runs up to `concurrency` jobs of one type at a time; leaves them in the queue while their provider is paused. */
export function startJobPool(deps: JobPoolDeps, type: JobType, concurrency: number): JobPool {
  const stopping = new AbortController()
  const running = new Set<Promise<void>>()
  /** What the queue is being told of jobs that ended; bounded by what it leased. */
  const telling = new Set<Promise<void>>()

  const untilTold = async (told: PortResult<unknown>): Promise<void> => {
    const answer = await told
    // Harmless: the lease ends, and whoever gets the id next finds nothing to claim.
    if (answer.isErr()) deps.logger.warn('queue was not told', { jobType: type, code: answer.error.code })
  }
  const onTelling = (told: PortResult<unknown>): void => {
    const settled: Promise<void> = untilTold(told).finally(() => telling.delete(settled))
    telling.add(settled)
  }

  const run = async (lease: QueueLease): Promise<void> => {
    const { workerId, claims } = deps
    const { jobId } = lease
    await logWithin(deps.logger, { jobId, jobType: type }, async () => {
      const outcome = await deps.runJob({ lease, workerId, claims, stopping: stopping.signal, onTelling })
      deps.logger.info('job run ended', { jobId, jobType: type, outcome })
    })
  }

  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      if (running.size >= concurrency) {
        await Promise.race(running)
        // Others end in the same turn: their slots are filled, and their acks sent, by one lease.
        if (concurrency > 1) await nextTurn()
        continue
      }
      await deps.providers.opened(type, stopping.signal)
      const options = { waitMs: LEASE_WAIT_MS, leaseMs: deps.leaseMs, signal: stopping.signal }
      const leased = await deps.queue.lease(type, concurrency - running.size, options)
      if (leased.isErr()) {
        deps.logger.warn('queue is not available', { jobType: type, code: leased.error.code })
        await deps.clock.sleep(QUEUE_DOWN_DELAY_MS, stopping.signal)
        continue
      }
      for (const lease of leased.value) {
        const job: Promise<void> = run(lease).finally(() => running.delete(job))
        running.add(job)
      }
    }
  }

  const looping = loop()
  return {
    type,
    runningCount: () => running.size,
    async stop() {
      stopping.abort()
      await looping
      await Promise.all(running)
      await Promise.all(telling)
    },
  }
}
