import { type ChapterwiseClient, createChapterwiseClient as createClient } from '../client.ts'
import type { ClientOptions } from '../connect.ts'
import { sendByHttp } from './send-by-http.ts'

/** All of `chapterwise/client`, for Node and Bun: files from disk, sent with flat memory. */
export * from '../index.ts'
export { type LocalFile, openFiles } from './local-files.ts'

export const createChapterwiseClient = (options: ClientOptions): ChapterwiseClient =>
  createClient(options.fetch === undefined ? { sendFile: sendByHttp, ...options } : options)
