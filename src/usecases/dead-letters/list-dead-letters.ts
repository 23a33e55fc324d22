import { okAsync, type ResultAsync } from 'neverthrow'
import type { Job } from '../../domain/job/job.ts'
import type { JobFilter } from '../../ports/repositories/jobs.ts'
import type { Page, PageRequest, TimeCursor } from '../../ports/repositories/page.ts'
import type { Caller } from '../caller.ts'
import type { JobsOfCaller } from '../jobs/find-job.ts'
import { jobScope } from '../jobs/job-scope.ts'
import { type UseCaseError, unavailable } from '../use-case-error.ts'
import { type DeadLetterView, viewDeadLetter } from './dead-letter-view.ts'

export type DeadLetterFilter = Omit<JobFilter, 'ownerId' | 'status' | 'isOpen'> & {
  readonly ownerId?: string
}

export interface ListDeadLettersInput {
  readonly caller: Caller
  readonly filter: DeadLetterFilter
  readonly request: PageRequest<TimeCursor>
}

export interface DeadLetters {
  readonly letters: readonly DeadLetterView[]
  /** Where the next page begins: also what is not shown, as its book was just deleted, has its place. */
  readonly page: Page<TimeCursor>
}

const NONE: DeadLetters = { letters: [], page: { items: [], hasMore: false } }

/** Jobs that failed for good, those made last first. */
export function createListDeadLetters({ jobs, audiobooks }: JobsOfCaller) {
  return ({ caller, filter, request }: ListDeadLettersInput): ResultAsync<DeadLetters, UseCaseError> => {
    const scope = jobScope(caller, filter)
    if (scope === null) return okAsync(NONE)
    return jobs
      .list({ ...scope, status: 'failed' }, request)
      .andThen((page) =>
        audiobooks.findMany([...new Set(page.items.map(({ audiobookId }) => audiobookId))]).map((books) => {
          const byId = new Map(books.map((book) => [book.audiobook.id, book]))
          const view = (job: Job) => {
            const book = byId.get(job.audiobookId)
            return book !== undefined && job.status === 'failed' ? [viewDeadLetter(job, book)] : []
          }
          return { letters: page.items.flatMap(view), page }
        }),
      )
      .mapErr(unavailable)
  }
}
