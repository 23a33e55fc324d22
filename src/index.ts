export {
  type Application,
  type ApplicationOptions,
  createApplication,
  createWorkerProcess,
  type WorkerProcess,
  type WorkerProcessOptions,
} from './compose.ts'
export { type Config, type ConfigIssue, parseConfig } from './config.ts'
export type { AudioInspector } from './ports/audio-inspector.ts'
export type { Embedder } from './ports/embedder.ts'
export type { BookText, Llm } from './ports/llm.ts'
export type { Logger } from './ports/logger.ts'
export type { PortError, PortResult } from './ports/port-error.ts'
export type { Storage } from './ports/storage.ts'
export type { TranscribeAnswer, TranscribeRequest, Transcriber } from './ports/transcriber.ts'
