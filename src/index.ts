import type { WorkerProcess } from './compose/worker-process.ts'
import type { Chapterwise } from './library/chapterwise.ts'
import type { ChapterwiseOptions, WorkerOptions } from './library/options.ts'

/**
 * The whole system in this process. Rejects when it can't start, with everything closed again; the message names the
 * options that are wrong.
 */
export async function createChapterwise(options: ChapterwiseOptions = {}): Promise<Chapterwise> {
  const { openChapterwise } = await import('./library/open-chapterwise.ts')
  return openChapterwise(options)
}

/** A process that runs jobs for an API elsewhere and serves nothing. */
export async function createWorker(options: WorkerOptions): Promise<WorkerProcess> {
  const { openWorker } = await import('./library/open-chapterwise.ts')
  return openWorker(options)
}

export type { Repositories } from './compose/database.ts'
export type { AdapterChoice } from './compose/engines.ts'
export type { UseCases } from './compose/use-cases.ts'
export type { WorkerProcess } from './compose/worker-process.ts'
export type { TokenRefusal, TokenVerifier } from './http/auth.ts'
export type { ReadinessCheck } from './http/deps.ts'
export type { Chapterwise } from './library/chapterwise.ts'
export type {
  ChapterwiseOptions,
  GeminiSettings,
  LimitSettings,
  OpenAiSettings,
  RequestSettings,
  RevAiSettings,
  Settings,
  SupabaseSettings,
  TimeoutSettings,
  WorkerOptions,
} from './library/options.ts'
export type { AudioInspector } from './ports/audio-inspector.ts'
export type { Clock } from './ports/clock.ts'
export type { Embedder } from './ports/embedder.ts'
export type { Exclusive } from './ports/exclusive.ts'
export type { Ids } from './ports/ids.ts'
export type { BookText, Llm } from './ports/llm.ts'
export type { Logger } from './ports/logger.ts'
export {
  type PortError,
  type PortResult,
  permanentError,
  throttledError,
  transientError,
} from './ports/port-error.ts'
export type { Queue } from './ports/queue.ts'
export type { RateLimiter } from './ports/rate-limiter.ts'
export type { AudiobookRepository } from './ports/repositories/audiobooks.ts'
export type { JobRepository } from './ports/repositories/jobs.ts'
export type { OutputRepository } from './ports/repositories/outputs.ts'
export type { DiscardRepository, UploadRepository } from './ports/repositories/uploads.ts'
export type { SearchIndex } from './ports/search-index.ts'
export type { Storage } from './ports/storage.ts'
export type { TranscribeAnswer, TranscribeRequest, Transcriber } from './ports/transcriber.ts'
export type { UsageRepository } from './ports/usage.ts'
export type { Caller } from './usecases/caller.ts'
export type { UseCaseError } from './usecases/use-case-error.ts'
