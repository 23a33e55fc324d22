import {
  type FollowOptions,
  followAudiobook,
  type WaitOptions,
  waitForAudiobook,
} from './audiobooks/follow.ts'
import { type IngestedAudiobook, type IngestOptions, ingest } from './audiobooks/ingest.ts'
import { lists } from './audiobooks/lists.ts'
import { reading } from './audiobooks/reading.ts'
import { type ClientOptions, connect } from './connect.ts'
import type { Client } from './generated/client/index.ts'
import type { AudiobookJobs, UploadSession } from './generated/types.gen.ts'
import { serverState } from './server-state.ts'
import type { UploadSource } from './uploads/upload-file.ts'
import { type UploadOptions, uploadFiles } from './uploads/upload-files.ts'

/** What a client can do by itself; every other operation is a function of `api` that takes its `http`. */
export interface ChapterwiseClient
  extends ReturnType<typeof lists>,
    ReturnType<typeof reading>,
    ReturnType<typeof serverState> {
  /** Absolute, without a slash at the end. */
  readonly baseUrl: string
  /** For the functions of `api`: `api.retryJob({ client: chapterwise.http, path: { job_id } })`. */
  readonly http: Client
  /** Sends files. `ingest` makes an audiobook of them as well. */
  readonly upload: (files: readonly UploadSource[], options?: UploadOptions) => Promise<UploadSession>
  readonly ingest: (files: readonly UploadSource[], options?: IngestOptions) => Promise<IngestedAudiobook>
  readonly followAudiobook: (
    audiobookId: string,
    options?: FollowOptions,
  ) => AsyncGenerator<AudiobookJobs, void, undefined>
  readonly waitForAudiobook: (audiobookId: string, options?: WaitOptions) => Promise<AudiobookJobs>
}

/** Calls reject with a `ChapterwiseError`, or with the reason of their aborted signal. */
export const createChapterwiseClient = (options: ClientOptions): ChapterwiseClient => {
  const connection = connect(options)
  return {
    baseUrl: connection.baseUrl,
    http: connection.http,
    ...lists(connection),
    ...reading(connection),
    ...serverState(connection),
    upload: (files, uploadOptions) => uploadFiles(connection, files, uploadOptions),
    ingest: (files, ingestOptions) => ingest(connection, files, ingestOptions),
    followAudiobook: (audiobookId, followOptions) => followAudiobook(connection, audiobookId, followOptions),
    waitForAudiobook: (audiobookId, waitOptions) => waitForAudiobook(connection, audiobookId, waitOptions),
  }
}
