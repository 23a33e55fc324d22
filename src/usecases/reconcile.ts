import { ok, safeTry } from 'neverthrow'
import type { Logger } from '../ports/logger.ts'
import type { PortResult } from '../ports/port-error.ts'
import type { Queue } from '../ports/queue.ts'
import type { JobRepository } from '../ports/repositories/jobs.ts'

export interface ReconcileDeps {
  readonly jobs: JobRepository
  readonly queue: Queue
  readonly logger: Logger
}

export interface ReconcileOutcome {
  readonly returned: number
  readonly poisoned: number
  readonly enqueued: number
}

/** Jobs looked at in one pass; the next pass comes within seconds. */
const PASS_LIMIT = 5_000

/**
 * Makes the queue agree with the database: jobs of lost workers come back, due jobs that the queue may have lost are
 * told to it again (it ignores those it holds).
 */
export function createReconcile(deps: ReconcileDeps): () => PortResult<ReconcileOutcome> {
  const { jobs, queue, logger } = deps
  return () =>
    safeTry(async function* () {
      const swept = yield* await jobs.sweepExpiredLeases(PASS_LIMIT)
      for (const job of swept.returned)
        logger.warn('worker lost, job returns', { jobId: job.id, jobType: job.type })
      for (const jobId of swept.poisoned) logger.error('job failed as poison', { jobId })
      const due = yield* await jobs.listDue(PASS_LIMIT)
      yield* await queue.enqueue(due)
      return ok({ returned: swept.returned.length, poisoned: swept.poisoned.length, enqueued: due.length })
    })
}
