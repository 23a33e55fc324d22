/**
 * The client of chapterwise's HTTP API, for browsers, Node, Bun and Deno: web standards alone, no dependency.
 * `api` are the generated functions, one an operation; bundlers leave out what is not used.
 */
export { AudiobookFailedError } from './audiobooks/audiobook-failed.ts'
export type { FollowOptions, WaitOptions } from './audiobooks/follow.ts'
export type { IngestedAudiobook, IngestOptions } from './audiobooks/ingest.ts'
export type { TranscriptFormat, TranscriptOptions } from './audiobooks/reading.ts'
export type { CallOptions } from './calls/call-options.ts'
export type { RetryEvent, RetryOptions } from './calls/retry.ts'
export type { Fetch, Token } from './calls/transport.ts'
export { type ChapterwiseClient, createChapterwiseClient } from './client.ts'
export type { ClientOptions } from './connect.ts'
export { ChapterwiseError, type ClientErrorCode } from './errors/chapterwise-error.ts'
export * as api from './generated/sdk.gen.ts'
export type * from './generated/types.gen.ts'
export type { ProbeOptions } from './server-state.ts'
export { AUDIO_EXTENSIONS, compareNaturally, orderFolder, titleFromName } from './uploads/audio-names.ts'
export type { FileInUpload, UploadEvent } from './uploads/events.ts'
export type { FileRequest, SendFile } from './uploads/senders/file-request.ts'
export type { FileToUpload, UploadSource } from './uploads/upload-file.ts'
export type { UploadOptions } from './uploads/upload-files.ts'
