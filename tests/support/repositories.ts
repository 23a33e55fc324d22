import { createPostgresAudiobooks } from '../../src/adapters/postgres/audiobooks.ts'
import { createPostgresAuditLog } from '../../src/adapters/postgres/audit-log.ts'
import type { Database } from '../../src/adapters/postgres/connection.ts'
import { createPostgresDiscards } from '../../src/adapters/postgres/discards.ts'
import { createPostgresJobs } from '../../src/adapters/postgres/jobs.ts'
import { createPostgresQueuePauses } from '../../src/adapters/postgres/queue-pauses.ts'
import { createPostgresUploads } from '../../src/adapters/postgres/uploads.ts'
import {
  createMemoryRepositories,
  type RepositoriesUnderTest,
  type RepositoryContract,
} from '../../src/testing/contracts/repositories-under-test.ts'
import { testDatabases } from './databases.ts'

/** Memory, PGlite and a PostgreSQL server. */
export const repositoryContracts = (): readonly RepositoryContract[] => [
  { name: 'memory', create: async () => createMemoryRepositories() },
  ...testDatabases().map(({ name, create }) => ({
    name,
    create: async () => {
      const { database, close } = await create()
      return { ...postgresRepositories(database), close }
    },
  })),
]

export function postgresRepositories(database: Database): Omit<RepositoriesUnderTest, 'close'> {
  const { sql } = database
  return {
    uploads: createPostgresUploads(database),
    audiobooks: createPostgresAudiobooks(database),
    discards: createPostgresDiscards(database),
    jobs: createPostgresJobs(database),
    queuePauses: createPostgresQueuePauses(database),
    auditLog: createPostgresAuditLog(database),
    endReceivingLease: async (fileId) => {
      await sql`UPDATE upload_files SET lease_until = now() - interval '1 millisecond' WHERE id = ${fileId}`
    },
    countRows: async (audiobookId) => {
      const [row] = await sql<{ chapters: number; jobs: number }[]>`
        SELECT (SELECT count(*) FROM chapters WHERE audiobook_id = ${audiobookId}) AS chapters,
          (SELECT count(*) FROM processing_jobs WHERE audiobook_id = ${audiobookId}) AS jobs`
      return { chapters: row?.chapters ?? -1, jobs: row?.jobs ?? -1 }
    },
  }
}
