import { createMemoryAudiobooks } from '../../adapters/memory/audiobooks.ts'
import { createMemoryAuditLog } from '../../adapters/memory/audit-log.ts'
import { createMemoryDiscards } from '../../adapters/memory/discards.ts'
import { createMemoryJobs } from '../../adapters/memory/jobs.ts'
import { createMemoryQueuePauses } from '../../adapters/memory/queue-pauses.ts'
import { createMemoryState } from '../../adapters/memory/state.ts'
import { createMemoryUploads } from '../../adapters/memory/uploads.ts'
import { systemClock } from '../../adapters/system/clock.ts'
import type { AuditLog } from '../../ports/audit-log.ts'
import type { AudiobookRepository } from '../../ports/repositories/audiobooks.ts'
import type { JobRepository } from '../../ports/repositories/jobs.ts'
import type { QueuePauseRepository } from '../../ports/repositories/queue-pauses.ts'
import type { DiscardRepository, UploadRepository } from '../../ports/repositories/uploads.ts'
import { afterAll, beforeAll, describe } from '../runner.ts'

export interface RepositoriesUnderTest {
  readonly uploads: UploadRepository
  readonly audiobooks: AudiobookRepository
  readonly discards: DiscardRepository
  readonly jobs: JobRepository
  readonly queuePauses: QueuePauseRepository
  readonly auditLog: AuditLog
  /** As if the process that receives the file had given no sign of life for longer than its lease. */
  endReceivingLease(fileId: string): Promise<void>
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

export function createMemoryRepositories(): RepositoriesUnderTest {
  const state = createMemoryState()
  const ofBook = (rows: Map<string, { readonly audiobookId: string }>, audiobookId: string) =>
    [...rows.values()].filter((row) => row.audiobookId === audiobookId).length
  return {
    uploads: createMemoryUploads(state, systemClock),
    audiobooks: createMemoryAudiobooks(state, systemClock),
    discards: createMemoryDiscards(state),
    jobs: createMemoryJobs(state, systemClock),
    queuePauses: createMemoryQueuePauses(state, systemClock),
    auditLog: createMemoryAuditLog(state, systemClock),
    endReceivingLease: async (fileId) => void state.receivingUntilMs.delete(fileId),
    countRows: async (audiobookId) => ({
      chapters: ofBook(state.chapters, audiobookId),
      jobs: ofBook(state.jobs, audiobookId),
    }),
    close: async () => {},
  }
}
