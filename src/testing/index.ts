/**
 * For those who write adapters of their own, and those who test what they build on chapterwise: one contract suite a
 * port, adapters that keep everything in memory, clocks and ids under control, vendors as small servers, and books.
 */
export * from '../adapters/memory/index.ts'
export { audiobooksContract } from './contracts/audiobooks.contract.ts'
export { auditLogContract } from './contracts/audit-log.contract.ts'
export { discardsContract } from './contracts/discards.contract.ts'
export { type EmbedderContract, embedderContract } from './contracts/embedder.contract.ts'
export { eventsContract } from './contracts/events.contract.ts'
export { jobsContract } from './contracts/jobs.contract.ts'
export { createMemoryLibrary, type LibraryUnderTest } from './contracts/library-under-test.ts'
export { type LlmContract, llmContract } from './contracts/llm.contract.ts'
export { outputsContract } from './contracts/outputs.contract.ts'
export { type PlacesUnderTest, providerPlacesContract } from './contracts/provider-places.contract.ts'
export type { QueueContract, QueueUnderTest } from './contracts/queue/support.ts'
export { queueContract } from './contracts/queue.contract.ts'
export { queuePausesContract } from './contracts/queue-pauses.contract.ts'
export { type LimiterUnderTest, rateLimiterContract } from './contracts/rate-limiter.contract.ts'
export { type ReporterUnderTest, reporterContract } from './contracts/reporter.contract.ts'
export {
  createMemoryRepositories,
  type RepositoriesUnderTest,
  type RepositoryContract,
} from './contracts/repositories-under-test.ts'
export { searchIndexContract } from './contracts/search-index.contract.ts'
export { type StorageUnderTest, storageContract } from './contracts/storage.contract.ts'
export {
  type TranscriberCapabilities,
  type TranscriberSubject,
  transcriberContract,
} from './contracts/transcriber.contract.ts'
export { uploadsContract } from './contracts/uploads.contract.ts'
export { usageContract } from './contracts/usage.contract.ts'
export { type WebhooksUnderTest, webhooksContract } from './contracts/webhooks.contract.ts'
export { workRatesContract } from './contracts/work-rates.contract.ts'
export { expectOk } from './expect/expect-ok.ts'
export { type FakeGemini, startFakeGemini } from './fakes/gemini/server.ts'
export { type FakeOpenAi, startFakeOpenAi } from './fakes/openai/server.ts'
export { type FakeRevAi, type FakeRevAiOptions, startFakeRevAi } from './fakes/revai/server.ts'
export { type FakeSupabase, type FakeSupabaseOptions, startFakeSupabase } from './fakes/supabase/server.ts'
export { audioFile, transcribeRequest } from './fixtures/audio-source.ts'
export { bookOf, draftStory, shortStory } from './fixtures/book-text.ts'
export { patternBytes, readAll } from './fixtures/bytes.ts'
export { type BookOptions, makeBook, makeBookWithJobs, type SeededBook } from './fixtures/seeded-book.ts'
export { silentWav } from './fixtures/silent-wav.ts'
export { newFile, newUpload, storedFile } from './fixtures/uploads.ts'
export { type Expect, fromNodeTest, type TestRunner, useTestRunner } from './runner.ts'
