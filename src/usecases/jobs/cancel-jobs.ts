import { errAsync, ok, okAsync, type ResultAsync, safeTry } from 'neverthrow'
import type { Job } from '../../domain/job/job.ts'
import type { Logger } from '../../ports/logger.ts'
import type { Queue } from '../../ports/queue.ts'
import type { JobFilter, JobRepository } from '../../ports/repositories/jobs.ts'
import type { Caller } from '../caller.ts'
import { noFilter, type UseCaseError, unavailable } from '../use-case-error.ts'
import { forgetInQueue } from './cancel-job.ts'
import { jobScope } from './job-scope.ts'

export interface CancelJobsInput {
  readonly caller: Caller
  readonly filter: Omit<JobFilter, 'ownerId'> & { readonly ownerId?: string }
  /** 1..`MAX_LISTED_JOBS` */
  readonly limit: number
  /** Only tell what matches. */
  readonly dryRun: boolean
}

export interface CancelledJobs {
  /** Jobs that the filter found, at most `limit`. */
  readonly matched: number
  /** More match than `limit`. */
  readonly hasMore: boolean
  /** Cancelled now, by this call; what could only follow them is cancelled too. Of a dry run those that match. */
  readonly jobs: readonly Job[]
}

interface Deps {
  readonly jobs: JobRepository
  readonly queue: Queue
  readonly logger: Logger
}

/**
 * Cancels all jobs that match and have not ended, one after the other, the newest first. A filter that restricts nothing is
 * refused.
 */
export function createCancelJobs(deps: Deps) {
  return ({ caller, filter, limit, dryRun }: CancelJobsInput): ResultAsync<CancelledJobs, UseCaseError> => {
    if (Object.keys(filter).length === 0) return errAsync(noFilter)
    const scope = jobScope(caller, filter)
    if (scope === null) return okAsync({ matched: 0, hasMore: false, jobs: [] })
    return deps.jobs
      .list({ ...scope, isOpen: true }, { after: null, limit })
      .mapErr(unavailable)
      .andThen(({ items, hasMore }) => {
        const cancelled = dryRun ? okAsync(items) : cancelAll(deps, items)
        return cancelled.map((jobs) => ({ matched: items.length, hasMore, jobs }))
      })
  }
}

/** What ended meanwhile, also because of one that was cancelled before it, is left out. */
const cancelAll = (deps: Deps, found: readonly Job[]): ResultAsync<readonly Job[], UseCaseError> =>
  safeTry<readonly Job[], UseCaseError>(async function* () {
    const cancelled: Job[] = []
    for (const { id } of found) {
      const outcome = yield* (await deps.jobs.cancel(id)).mapErr(unavailable)
      if (outcome?.outcome === 'cancelled') cancelled.push(outcome.job)
    }
    return ok(cancelled)
  }).andThen((cancelled) => forgetInQueue(deps, cancelled).map(() => cancelled))
