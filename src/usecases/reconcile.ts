import { ok, okAsync, safeTry } from 'neverthrow'
import { JOB_TYPES, type JobReference } from '../domain/job/job.ts'
import type { Exclusive } from '../ports/exclusive.ts'
import type { Logger } from '../ports/logger.ts'
import type { PortResult } from '../ports/port-error.ts'
import type { Queue } from '../ports/queue.ts'
import type { JobRepository } from '../ports/repositories/jobs.ts'
import type { QueuePauseRepository } from '../ports/repositories/queue-pauses.ts'

export interface ReconcileDeps {
  readonly jobs: JobRepository
  readonly queuePauses: QueuePauseRepository
  readonly queue: Queue
  readonly exclusive: Exclusive
  readonly logger: Logger
}

export interface ReconcileOutcome {
  readonly returned: number
  readonly poisoned: number
  readonly enqueued: number
}

/** Jobs told to the queue in one call. */
const PAGE_SIZE = 1_000
/** Pages in one pass; with more jobs due than these hold, the next pass goes on where this one ended. */
const MAX_PAGES = 50
const MAX_SWEPT = 5_000

export interface Reconcile {
  /** One pass. Null: another process does it. */
  run(): PortResult<ReconcileOutcome | null>
  /** The next pass begins with the job that is due first: the queue lost what it held. */
  restart(): void
}

/**
 * Makes the queue agree with the database: jobs of lost workers come back, poisoned ones leave, what people paused is
 * paused, due jobs that the queue may have lost or has other priorities of are told to it again. One process at a time.
 */
export function createReconcile(deps: ReconcileDeps): Reconcile {
  let last: JobReference | undefined
  let isRestarted = false

  const addDue = (): PortResult<number> =>
    safeTry(async function* () {
      if (isRestarted) last = undefined
      isRestarted = false
      let enqueued = 0
      for (let pages = 0; pages < MAX_PAGES; pages += 1) {
        const page: readonly JobReference[] = yield* await deps.jobs.listDue(PAGE_SIZE, last)
        if (page.length > 0) yield* await deps.queue.enqueue(page)
        enqueued += page.length
        last = page.length < PAGE_SIZE ? undefined : page.at(-1)
        if (last === undefined) break
      }
      return ok(enqueued)
    })

  const pass = (): PortResult<ReconcileOutcome> =>
    safeTry(async function* () {
      const { returned, poisoned } = yield* await sweep(deps)
      yield* await tellPauses(deps)
      const enqueued = yield* await addDue()
      return ok({ returned, poisoned, enqueued })
    })

  return {
    run: () => deps.exclusive.tryRun('reconcile', pass),
    restart: () => {
      isRestarted = true
    },
  }
}

/** Before jobs are told: a queue that was emptied hands out none that it should not. */
function tellPauses({ queuePauses, queue, logger }: ReconcileDeps): PortResult<void> {
  return safeTry(async function* () {
    const pauses = yield* await queuePauses.list()
    const counts = yield* await queue.counts()
    for (const type of JOB_TYPES) {
      const paused = pauses.some((pause) => pause.type === type)
      if (counts[type].paused === paused) continue
      logger.warn('the queue did not know of a pause, or of its end', { jobType: type, paused })
      yield* await queue.setPaused(type, paused)
    }
    return ok(undefined)
  })
}

function sweep({ jobs, queue, logger }: ReconcileDeps) {
  return jobs.sweepExpiredLeases(MAX_SWEPT).andThen(({ returned, poisoned }) => {
    for (const job of returned) logger.warn('worker lost, job returns', { jobId: job.id, jobType: job.type })
    for (const { id } of poisoned) logger.error('job failed as poison', { jobId: id })
    const counts = { returned: returned.length, poisoned: poisoned.length }
    if (poisoned.length === 0) return okAsync(counts)
    return queue
      .drop(poisoned)
      .andThen(() => queue.recordFailed(poisoned))
      .map(() => counts)
  })
}
