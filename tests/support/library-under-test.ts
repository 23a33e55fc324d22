import { createMemoryAudiobooks } from '../../src/adapters/memory/audiobooks.ts'
import { createManualClock } from '../../src/adapters/memory/clock.ts'
import { createMemoryEventLog } from '../../src/adapters/memory/event-log.ts'
import { createMemoryJobs } from '../../src/adapters/memory/jobs.ts'
import { createMemoryOutputs } from '../../src/adapters/memory/outputs.ts'
import { putAudiobook, putJob } from '../../src/adapters/memory/put.ts'
import { createMemorySearchIndex } from '../../src/adapters/memory/search-index.ts'
import { createMemoryState, type MemoryState } from '../../src/adapters/memory/state.ts'
import { createMemoryUploads } from '../../src/adapters/memory/uploads.ts'
import { createMemoryUsage } from '../../src/adapters/memory/usage.ts'
import { createPostgresAudiobooks } from '../../src/adapters/postgres/audiobooks.ts'
import { createPostgresEventLog } from '../../src/adapters/postgres/event-log.ts'
import { createPostgresJobs } from '../../src/adapters/postgres/jobs.ts'
import { createPostgresOutputs } from '../../src/adapters/postgres/outputs.ts'
import { createPostgresSearchIndex } from '../../src/adapters/postgres/search-index.ts'
import { createPostgresUploads } from '../../src/adapters/postgres/uploads.ts'
import { createPostgresUsage } from '../../src/adapters/postgres/usage.ts'
import type { Audiobook } from '../../src/domain/audiobook/audiobook.ts'
import type { EventLog } from '../../src/ports/event-log.ts'
import type { AudiobookRepository } from '../../src/ports/repositories/audiobooks.ts'
import type { JobRepository } from '../../src/ports/repositories/jobs.ts'
import type { OutputRepository } from '../../src/ports/repositories/outputs.ts'
import type { UploadRepository } from '../../src/ports/repositories/uploads.ts'
import type { SearchIndex } from '../../src/ports/search-index.ts'
import type { UsageRepository } from '../../src/ports/usage.ts'
import type { TestDatabaseKind } from './databases.ts'
import { insertBook } from './insert-book.ts'
import type { SeededBook } from './seeded-book.ts'

/** Uploads, books, jobs, what they make and tell, over one store, and what a suite must be able to do behind their backs. */
export interface LibraryUnderTest {
  readonly uploads: UploadRepository
  readonly audiobooks: AudiobookRepository
  readonly jobs: JobRepository
  readonly outputs: OutputRepository
  readonly searchIndex: SearchIndex
  readonly usage: UsageRepository
  readonly events: EventLog
  /** Not later than the time of the repositories. */
  now(): Date
  addBook(book: SeededBook): Promise<void>
  removeBook(book: SeededBook): Promise<void>
  bookState(audiobookId: string): Promise<Pick<Audiobook, 'status' | 'statusReason' | 'completedAt'>>
  /** Moves all jobs so far into the past, as if that time had passed. */
  elapse(durationMs: number): Promise<void>
  /** Removes everything. */
  clear(): Promise<void>
  close(): Promise<void>
}

export async function createMemoryLibrary(): Promise<LibraryUnderTest> {
  const state = createMemoryState()
  const clock = createManualClock()
  return {
    uploads: createMemoryUploads(state, clock),
    audiobooks: createMemoryAudiobooks(state, clock),
    jobs: createMemoryJobs(state, clock),
    outputs: createMemoryOutputs(state),
    searchIndex: createMemorySearchIndex(state),
    usage: createMemoryUsage(state),
    events: createMemoryEventLog(state, clock),
    now: () => clock.now(),
    addBook: async (book) => addToMemory(state, book, clock.now()),
    async removeBook(book) {
      state.audiobooks.delete(book.audiobook.id)
      for (const { id } of book.jobs) state.jobs.delete(id)
      for (const { id } of book.chapters) {
        state.chapters.delete(id)
        state.transcripts.delete(id)
      }
    },
    async bookState(audiobookId) {
      const book = state.audiobooks.get(audiobookId)
      if (book === undefined) throw new Error('no such book')
      return book
    },
    elapse: async (durationMs) => clock.advance(durationMs),
    async clear() {
      for (const table of Object.values(state)) table.clear()
    },
    close: async () => {},
  }
}

function addToMemory(state: MemoryState, book: SeededBook, now: Date): void {
  state.uploads.set(book.upload.id, book.upload)
  for (const file of book.files) state.files.set(file.id, file)
  putAudiobook(state, book.audiobook, now)
  for (const chapter of book.chapters) state.chapters.set(chapter.id, chapter)
  for (const job of book.jobs) putJob(state, job, now)
}

export async function createPostgresLibrary(kind: TestDatabaseKind): Promise<LibraryUnderTest> {
  const { database, close } = await kind.create()
  const { sql } = database
  return {
    uploads: createPostgresUploads(database),
    audiobooks: createPostgresAudiobooks(database),
    jobs: inTurns([createPostgresJobs(database), createPostgresJobs(database), createPostgresJobs(database)]),
    outputs: createPostgresOutputs(database),
    searchIndex: createPostgresSearchIndex(database),
    usage: createPostgresUsage(database),
    events: createPostgresEventLog(database),
    // The server runs on this machine; a second covers rounding.
    now: () => new Date(Date.now() - 1000),
    addBook: (book) => insertBook(sql, book),
    async removeBook({ upload }) {
      await sql`DELETE FROM uploads WHERE id = ${upload.id}`
    },
    async bookState(audiobookId) {
      const [row] = await sql<
        { status: Audiobook['status']; status_reason: string | null; completed_at: Date | null }[]
      >`
        SELECT status, status_reason, completed_at FROM audiobooks WHERE id = ${audiobookId}`
      if (row === undefined) throw new Error('no such book')
      return { status: row.status, statusReason: row.status_reason, completedAt: row.completed_at }
    },
    async elapse(durationMs) {
      await sql`
        UPDATE processing_jobs
        SET run_at = run_at - step, lease_until = lease_until - step,
            crashes = ARRAY (SELECT crash - step FROM unnest(crashes) AS crash ORDER BY crash)
        FROM (SELECT ${durationMs}::double precision * interval '1 millisecond' AS step) AS elapsed`
    },
    async clear() {
      await sql`TRUNCATE uploads, provider_usage CASCADE`
    },
    async close() {
      await close()
    },
  }
}

/** Calls go to one after another, as those of workers go to several APIs: what one gathers the others do not see. */
function inTurns(repositories: readonly [JobRepository, ...JobRepository[]]): JobRepository {
  let calls = 0
  return new Proxy(repositories[0], {
    get(first, method, receiver) {
      const repository = repositories[calls++ % repositories.length] ?? first
      return Reflect.get(repository, method, receiver)
    },
  })
}
