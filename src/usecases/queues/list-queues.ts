import { okAsync, ResultAsync } from 'neverthrow'
import { JOB_TYPES, type JobStatus, type JobType } from '../../domain/job/job.ts'
import type { Logger } from '../../ports/logger.ts'
import type { Queue, QueueCounts } from '../../ports/queue.ts'
import type { JobRepository } from '../../ports/repositories/jobs.ts'
import type { QueuePause, QueuePauseRepository } from '../../ports/repositories/queue-pauses.ts'
import { type UseCaseError, unavailable } from '../use-case-error.ts'

/** How the jobs of one type are doing. */
export interface QueueState {
  readonly type: JobType
  readonly pause: QueuePause | null
  /** By the database. */
  readonly jobs: Readonly<Record<JobStatus, number>>
  /** What the queue holds; null while it is away. */
  readonly held: Omit<QueueCounts, 'paused'> | null
}

export interface QueuesDeps {
  readonly jobs: JobRepository
  readonly queuePauses: QueuePauseRepository
  readonly queue: Queue
  readonly logger: Logger
}

/** One a type, in the order of `JOB_TYPES`. Jobs of all owners are counted: they share the queue. */
export function createListQueues(deps: QueuesDeps) {
  return (): ResultAsync<readonly QueueState[], UseCaseError> =>
    ResultAsync.combine([deps.queuePauses.list(), deps.jobs.countByStatus()])
      .mapErr(unavailable)
      .andThen(([pauses, counts]) =>
        heldBy(deps).map((held) =>
          JOB_TYPES.map((type) => ({
            type,
            pause: pauses.find((pause) => pause.type === type) ?? null,
            jobs: countsOf(counts.filter((one) => one.type === type)),
            held: held?.[type] ?? null,
          })),
        ),
      )
}

type Held = Readonly<Record<JobType, QueueCounts>>

/** Whoever looks while the queue is away wants to see the rest all the more. */
const heldBy = ({ queue, logger }: QueuesDeps): ResultAsync<Held | null, never> =>
  queue
    .counts()
    .map((counts): Held | null => counts)
    .orElse(({ code }) => {
      logger.warn('queue could not be counted', { code })
      return okAsync(null)
    })

function countsOf(
  counts: readonly { readonly status: JobStatus; readonly count: number }[],
): Record<JobStatus, number> {
  const counted = Object.fromEntries(counts.map(({ status, count }) => [status, count]))
  return { pending: 0, processing: 0, completed: 0, failed: 0, cancelled: 0, ...counted }
}
