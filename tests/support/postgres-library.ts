import { createPostgresAudiobooks } from '../../src/adapters/postgres/audiobooks.ts'
import type { Database } from '../../src/adapters/postgres/connection.ts'
import { createPostgresEventLog } from '../../src/adapters/postgres/event-log.ts'
import { createPostgresJobs } from '../../src/adapters/postgres/jobs.ts'
import { createPostgresOutputs } from '../../src/adapters/postgres/outputs.ts'
import { createPostgresSearchIndex } from '../../src/adapters/postgres/search-index.ts'
import { createPostgresUploads } from '../../src/adapters/postgres/uploads.ts'
import { createPostgresUsage } from '../../src/adapters/postgres/usage.ts'
import { createPostgresWorkRates } from '../../src/adapters/postgres/work-rates.ts'
import type { Audiobook } from '../../src/domain/audiobook/audiobook.ts'
import type { JobRepository } from '../../src/ports/repositories/jobs.ts'
import type { LibraryUnderTest } from '../../src/testing/contracts/library-under-test.ts'
import type { TestDatabaseKind } from './databases.ts'
import { insertBook } from './insert-book.ts'

export async function createPostgresLibrary(kind: TestDatabaseKind): Promise<LibraryUnderTest> {
  const { database, close } = await kind.create()
  return libraryOf(database, close)
}

export function libraryOf(database: Database, close: () => Promise<void>): LibraryUnderTest {
  const { sql } = database
  return {
    uploads: createPostgresUploads(database),
    audiobooks: createPostgresAudiobooks(database),
    jobs: inTurns([createPostgresJobs(database), createPostgresJobs(database), createPostgresJobs(database)]),
    outputs: createPostgresOutputs(database),
    searchIndex: createPostgresSearchIndex(database),
    usage: createPostgresUsage(database),
    workRates: createPostgresWorkRates(database),
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
      await sql`TRUNCATE uploads, provider_usage, work_rates CASCADE`
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
