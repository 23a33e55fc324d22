import { createMemoryAudiobooks } from '../../adapters/memory/audiobooks.ts'
import { createManualClock } from '../../adapters/memory/clock.ts'
import { createMemoryEventLog } from '../../adapters/memory/event-log.ts'
import { createMemoryJobs } from '../../adapters/memory/jobs.ts'
import { createMemoryOutputs } from '../../adapters/memory/outputs.ts'
import { putAudiobook, putJob } from '../../adapters/memory/put.ts'
import { createMemorySearchIndex } from '../../adapters/memory/search-index.ts'
import { createMemoryState, type MemoryState } from '../../adapters/memory/state.ts'
import { createMemoryUploads } from '../../adapters/memory/uploads.ts'
import { createMemoryUsage } from '../../adapters/memory/usage.ts'
import { createMemoryWorkRates } from '../../adapters/memory/work-rates.ts'
import type { Audiobook } from '../../domain/audiobook/audiobook.ts'
import type { EventLog } from '../../ports/event-log.ts'
import type { AudiobookRepository } from '../../ports/repositories/audiobooks.ts'
import type { JobRepository } from '../../ports/repositories/jobs.ts'
import type { OutputRepository } from '../../ports/repositories/outputs.ts'
import type { UploadRepository } from '../../ports/repositories/uploads.ts'
import type { WorkRateRepository } from '../../ports/repositories/work-rates.ts'
import type { SearchIndex } from '../../ports/search-index.ts'
import type { UsageRepository } from '../../ports/usage.ts'
import type { SeededBook } from '../fixtures/seeded-book.ts'

/** Uploads, books, jobs, what they make and tell, over one store, and what a suite must be able to do behind their backs. */
export interface LibraryUnderTest {
  readonly uploads: UploadRepository
  readonly audiobooks: AudiobookRepository
  readonly jobs: JobRepository
  readonly outputs: OutputRepository
  readonly searchIndex: SearchIndex
  readonly usage: UsageRepository
  readonly workRates: WorkRateRepository
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
    usage: createMemoryUsage(state, clock),
    workRates: createMemoryWorkRates(state, clock),
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
