import { err, ok, okAsync, type Result, type ResultAsync, safeTry } from 'neverthrow'
import type { Audiobook } from '../../domain/audiobook/audiobook.ts'
import type { PendingJob } from '../../domain/job/job.ts'
import { afterReprocess, type ReprocessRequest } from '../../domain/job/reprocess.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Logger } from '../../ports/logger.ts'
import type { Queue } from '../../ports/queue.ts'
import type { AudiobookRepository } from '../../ports/repositories/audiobooks.ts'
import type { JobRepository, ReprocessOutcome } from '../../ports/repositories/jobs.ts'
import type { TimeCursor } from '../../ports/repositories/page.ts'
import type { Caller } from '../caller.ts'
import { restartJobs } from '../start-jobs.ts'
import { notFound, type UseCaseError, unavailable } from '../use-case-error.ts'
import { findAudiobook } from './find-audiobook.ts'
import { type BookSelection, selectAudiobooks } from './select-audiobooks.ts'

interface Deps {
  readonly audiobooks: AudiobookRepository
  readonly jobs: JobRepository
  readonly queue: Queue
  readonly clock: Clock
  readonly logger: Logger
}

/** What became of one book. `jobs`: those that go round again; of a dry run those that would. */
export interface ReprocessedBook {
  readonly audiobookId: string
  readonly outcome: ReprocessOutcome['outcome']
  readonly jobs: readonly PendingJob[]
}

export interface ReprocessedBooks {
  readonly books: readonly ReprocessedBook[]
  /** Where to go on; null when there are no more. */
  readonly next: TimeCursor | null
}

const busy: UseCaseError = {
  kind: 'conflict',
  code: 'audiobook_processing',
  message: 'Jobs of the book are under way: wait for them, or cancel them, before you force their work anew.',
}

/** Sends stages of one book round again (`afterReprocess`). */
export function createReprocessAudiobook(deps: Deps) {
  return (input: {
    readonly caller: Caller
    readonly audiobookId: string
    readonly request: ReprocessRequest
    readonly dryRun: boolean
  }): ResultAsync<ReprocessedBook, UseCaseError> =>
    findAudiobook(deps.audiobooks, input.caller, input.audiobookId)
      .andThen(({ audiobook }) => reprocess(deps, audiobook, input.request, input.dryRun))
      .andThen((book): Result<ReprocessedBook, UseCaseError> => {
        if (book === null) return err(notFound('audiobook'))
        return book.outcome === 'busy' ? err(busy) : ok(book)
      })
}

/**
 * The same for all books that match, one after the other: when the database goes away in between, what was done stays.
 * Whoever asks again without force does the rest; with force the cursor leads on.
 */
export function createReprocessAudiobooks(deps: Deps) {
  return (
    input: BookSelection & { readonly request: ReprocessRequest; readonly dryRun: boolean },
  ): ResultAsync<ReprocessedBooks, UseCaseError> =>
    selectAudiobooks(deps.audiobooks, input).andThen(({ items, hasMore }) =>
      safeTry<ReprocessedBooks, UseCaseError>(async function* () {
        const books: ReprocessedBook[] = []
        for (const audiobook of items) {
          const book = yield* await reprocess(deps, audiobook, input.request, input.dryRun)
          if (book !== null) books.push(book)
        }
        return ok({ books, next: hasMore ? (items.at(-1) ?? null) : null })
      }),
    )
}

/** Null when the book is gone meanwhile. */
function reprocess(
  deps: Deps,
  { id }: Audiobook,
  request: ReprocessRequest,
  dryRun: boolean,
): ResultAsync<ReprocessedBook | null, UseCaseError> {
  const outcome: ResultAsync<ReprocessOutcome | null, UseCaseError> = dryRun
    ? deps.jobs
        .listByAudiobook(id)
        .mapErr(unavailable)
        .map((jobs) => afterReprocess(jobs, request, deps.clock.now()))
    : deps.jobs.reprocess(id, request).mapErr(unavailable)
  return outcome.andThen((reprocessed) => {
    if (reprocessed === null) return okAsync(null)
    if (reprocessed.outcome === 'busy')
      return okAsync({ audiobookId: id, outcome: 'busy' as const, jobs: [] })
    const book: ReprocessedBook = { audiobookId: id, outcome: 'reprocessed', jobs: reprocessed.revived }
    return dryRun ? okAsync(book) : restartJobs(deps, reprocessed.revived).map(() => book)
  })
}
