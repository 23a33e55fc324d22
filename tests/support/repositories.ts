import { afterAll, beforeAll, describe } from 'bun:test'
import { createMemoryAudiobooks } from '../../src/adapters/memory/audiobooks.ts'
import { createMemoryDiscards } from '../../src/adapters/memory/discards.ts'
import { createMemoryJobs } from '../../src/adapters/memory/jobs.ts'
import { createMemoryQueuePauses } from '../../src/adapters/memory/queue-pauses.ts'
import { createMemoryState } from '../../src/adapters/memory/state.ts'
import { createMemoryUploads } from '../../src/adapters/memory/uploads.ts'
import { createPostgresAudiobooks } from '../../src/adapters/postgres/audiobooks.ts'
import type { Database } from '../../src/adapters/postgres/connection.ts'
import { createPostgresDiscards } from '../../src/adapters/postgres/discards.ts'
import { createPostgresJobs } from '../../src/adapters/postgres/jobs.ts'
import { createPostgresQueuePauses } from '../../src/adapters/postgres/queue-pauses.ts'
import { createPostgresUploads } from '../../src/adapters/postgres/uploads.ts'
import { systemClock } from '../../src/adapters/system/clock.ts'
import type { AudiobookRepository } from '../../src/ports/repositories/audiobooks.ts'
import type { JobRepository } from '../../src/ports/repositories/jobs.ts'
import type { QueuePauseRepository } from '../../src/ports/repositories/queue-pauses.ts'
import type { DiscardRepository, UploadRepository } from '../../src/ports/repositories/uploads.ts'
import { testDatabases } from './databases.ts'

export interface RepositoriesUnderTest {
  readonly uploads: UploadRepository
  readonly audiobooks: AudiobookRepository
  readonly discards: DiscardRepository
  readonly jobs: JobRepository
  readonly queuePauses: QueuePauseRepository
  /** How many rows of each kind belong to a book. */
  countRows(audiobookId: string): Promise<Record<'chapters' | 'jobs', number>>
  close(): Promise<void>
}

export interface RepositoryContract {
  readonly name: string
  /** Empty repositories; the tests of a suite share them. */
  readonly create: () => Promise<RepositoriesUnderTest>
}

export type CurrentRepositories = () => RepositoriesUnderTest

/** Making the first database of a process takes seconds, and closing PGlite syncs its files. */
const SETUP_TIMEOUT_MS = 120_000

/** Opens the repositories for the tests that `suites` declares, and closes them after. */
export function describeRepositories(
  port: string,
  { name, create }: RepositoryContract,
  suites: (current: CurrentRepositories) => void,
): void {
  describe(`${port} contract: ${name}`, () => {
    let opened: RepositoriesUnderTest
    beforeAll(async () => {
      opened = await create()
    }, SETUP_TIMEOUT_MS)
    afterAll(() => opened?.close(), SETUP_TIMEOUT_MS)

    suites(() => opened)
  })
}

/** Memory, PGlite and a PostgreSQL server. */
export const repositoryContracts = (): readonly RepositoryContract[] => [
  { name: 'memory', create: async () => memoryRepositories() },
  ...testDatabases().map(({ name, create }) => ({
    name,
    create: async () => {
      const { database, close } = await create()
      return { ...postgresRepositories(database), close }
    },
  })),
]

function memoryRepositories(): RepositoriesUnderTest {
  const state = createMemoryState()
  const ofBook = (rows: Map<string, { readonly audiobookId: string }>, audiobookId: string) =>
    [...rows.values()].filter((row) => row.audiobookId === audiobookId).length
  return {
    uploads: createMemoryUploads(state, systemClock),
    audiobooks: createMemoryAudiobooks(state, systemClock),
    discards: createMemoryDiscards(state),
    jobs: createMemoryJobs(state, systemClock),
    queuePauses: createMemoryQueuePauses(state, systemClock),
    countRows: async (audiobookId) => ({
      chapters: ofBook(state.chapters, audiobookId),
      jobs: ofBook(state.jobs, audiobookId),
    }),
    close: async () => {},
  }
}

export function postgresRepositories(database: Database): Omit<RepositoriesUnderTest, 'close'> {
  const { sql } = database
  return {
    uploads: createPostgresUploads(database),
    audiobooks: createPostgresAudiobooks(database),
    discards: createPostgresDiscards(database),
    jobs: createPostgresJobs(database),
    queuePauses: createPostgresQueuePauses(database),
    countRows: async (audiobookId) => {
      const [row] = await sql<{ chapters: number; jobs: number }[]>`
        SELECT (SELECT count(*) FROM chapters WHERE audiobook_id = ${audiobookId}) AS chapters,
          (SELECT count(*) FROM processing_jobs WHERE audiobook_id = ${audiobookId}) AS jobs`
      return { chapters: row?.chapters ?? -1, jobs: row?.jobs ?? -1 }
    },
  }
}
