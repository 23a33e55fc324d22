import { ok, ResultAsync, safeTry } from 'neverthrow'
import type { Audiobook } from '../domain/audiobook/audiobook.ts'
import type { PendingJob } from '../domain/job/job.ts'
import type { Clock } from '../ports/clock.ts'
import type { Embedder } from '../ports/embedder.ts'
import type { Ids } from '../ports/ids.ts'
import type { Logger } from '../ports/logger.ts'
import type { PortError } from '../ports/port-error.ts'
import type { Queue } from '../ports/queue.ts'
import type { AudiobookRepository } from '../ports/repositories/audiobooks.ts'
import type { JobRepository } from '../ports/repositories/jobs.ts'
import type { EmbeddingSpace, SearchIndex } from '../ports/search-index.ts'
import { type Caller, ownerScope } from './caller.ts'
import { startJobs } from './start-jobs.ts'
import { type UseCaseError, unavailable } from './use-case-error.ts'

/** Most books of one call. */
export const MAX_REEMBEDDED_BOOKS = 1_000

export interface ReembedInput {
  readonly caller: Caller
  /** 1..`MAX_REEMBEDDED_BOOKS` */
  readonly limit: number
  /** Only tell what is found. */
  readonly dryRun: boolean
}

export interface ReembedAnswer {
  /** What the search looks at: vectors of the configured model. */
  readonly space: EmbeddingSpace
  /** Books that lack vectors of the space, at most `limit`. */
  readonly audiobookIds: readonly string[]
  readonly hasMore: boolean
  readonly jobs: readonly PendingJob[]
}

interface Deps {
  readonly audiobooks: AudiobookRepository
  readonly jobs: JobRepository
  readonly searchIndex: SearchIndex
  readonly embedder: Embedder
  readonly queue: Queue
  readonly clock: Clock
  readonly ids: Ids
  readonly logger: Logger
}

/**
 * Finds the books whose vectors are of another model than the configured one, and gives each an embed job. Vectors of
 * different models are never compared, so until then the search by meaning does not see these books. Idempotent: a book
 * whose job has not completed gets no second one.
 */
export function createReembedBooks(deps: Deps) {
  return ({ caller, limit, dryRun }: ReembedInput): ResultAsync<ReembedAnswer, UseCaseError> => {
    const { model, dimensions } = deps.embedder
    const space = { model, dimensions }
    return deps.searchIndex
      .listBooksToEmbed(space, ownerScope(caller), limit + 1)
      .mapErr(unavailable)
      .andThen((found) => {
        const audiobookIds = found.slice(0, limit)
        const answer = { space, audiobookIds, hasMore: found.length > limit }
        const added = dryRun ? ResultAsync.fromSafePromise(Promise.resolve([])) : addJobs(deps, audiobookIds)
        return added.map((jobs) => ({ ...answer, jobs }))
      })
  }
}

/** Book after book: when the database goes away in between, what was added stays, and asking again does the rest. */
const addJobs = (deps: Deps, audiobookIds: readonly string[]): ResultAsync<PendingJob[], UseCaseError> =>
  safeTry<PendingJob[], PortError>(async function* () {
    const added: PendingJob[] = []
    for (const { audiobook } of yield* await deps.audiobooks.findMany(audiobookIds)) {
      const job = embedJob(deps, audiobook)
      if ((yield* await deps.jobs.add(job)) === 'added') added.push(job)
    }
    return ok(added)
  })
    .mapErr(unavailable)
    .andThen((added) => startJobs(deps, added).map(() => added))

/** Over the whole book, with its priority. */
const embedJob = ({ clock, ids }: Deps, { id: audiobookId, ownerId, priority }: Audiobook): PendingJob => {
  const now = clock.now()
  return {
    ...{
      id: ids.next(),
      audiobookId,
      ownerId,
      chapterId: null,
      type: 'embed',
      status: 'pending',
      priority,
    },
    ...{
      epoch: 0,
      freshAfterEpoch: 0,
      attempt: 1,
      crashes: [],
      gate: [],
      checkpoint: null,
      progress: 0,
      errorHistory: [],
    },
    ...{ settled: null, createdAt: now, startedAt: null, runAt: now },
  }
}
