import { okAsync, type ResultAsync } from 'neverthrow'
import type { Job } from '../../domain/job/job.ts'
import type { Logger } from '../../ports/logger.ts'
import type { Queue } from '../../ports/queue.ts'
import type { JobFilter, JobRepository } from '../../ports/repositories/jobs.ts'
import type { Page } from '../../ports/repositories/page.ts'
import type { Caller } from '../caller.ts'
import { restartJobs } from '../start-jobs.ts'
import { type UseCaseError, unavailable } from '../use-case-error.ts'
import { jobScope } from './job-scope.ts'

export interface RetryJobsInput {
  readonly caller: Caller
  readonly filter: Omit<JobFilter, 'ownerId' | 'status'> & {
    readonly ownerId?: string
    readonly status: 'failed' | 'cancelled'
  }
  /** 1..`MAX_LISTED_JOBS` */
  readonly limit: number
  /** Only tell what matches. */
  readonly dryRun: boolean
}

export interface RetriedJobs {
  /** Jobs that the filter found, at most `limit`. */
  readonly matched: number
  /** More match than `limit`. */
  readonly hasMore: boolean
  /** Jobs that are pending again: those that matched and what belongs to them. */
  readonly retried: number
  /** The retried jobs; of a dry run those that matched. */
  readonly jobs: readonly Job[]
}

interface Deps {
  readonly jobs: JobRepository
  readonly queue: Queue
  readonly logger: Logger
}

/** Sends all jobs that match round again, the newest first. */
export function createRetryJobs(deps: Deps) {
  return ({ caller, filter, limit, dryRun }: RetryJobsInput): ResultAsync<RetriedJobs, UseCaseError> => {
    const scope = jobScope(caller, filter)
    if (scope === null) return okAsync({ matched: 0, hasMore: false, retried: 0, jobs: [] })
    return deps.jobs
      .list(scope, { after: null, limit })
      .mapErr(unavailable)
      .andThen((found) => (dryRun ? okAsync({ ...describe(found), retried: 0 }) : retry(deps, found)))
  }
}

const describe = ({ items, hasMore }: Page<Job>) => ({ matched: items.length, hasMore, jobs: items })

/** What was retried by someone else since it was found is left alone. */
const retry = (deps: Deps, found: Page<Job>): ResultAsync<RetriedJobs, UseCaseError> =>
  deps.jobs
    .redrive(found.items.map(({ id }) => id))
    .mapErr(unavailable)
    .andThen(({ revived }) =>
      restartJobs(deps, revived).map(() => ({
        ...describe(found),
        retried: revived.length,
        jobs: revived,
      })),
    )
