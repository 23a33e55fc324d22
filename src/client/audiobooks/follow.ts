import { pause } from '../calls/pause.ts'
import type { Connection } from '../connection.ts'
import { ChapterwiseError } from '../errors/chapterwise-error.ts'
import type { AudiobookJobs } from '../generated/types.gen.ts'
import { AudiobookFailedError } from './audiobook-failed.ts'

const DEFAULT_POLL_INTERVAL_MS = 500
const MAX_INTERVAL_FACTOR = 10
const INTERVAL_GROWTH = 1.25
/** A book of hundreds of hours on a slow machine; after that something else is wrong. */
const DEFAULT_TIMEOUT_MS = 7 * 24 * 60 * 60 * 1000

const NOT_MODIFIED = 304

export interface FollowOptions {
  readonly signal?: AbortSignal | undefined
  /** From one look to the next while things change; up to ten times as long while they do not. Default: 500. */
  readonly pollIntervalMs?: number | undefined
  /** Default: a week. */
  readonly timeoutMs?: number | undefined
}

export interface WaitOptions extends FollowOptions {
  /** The jobs of the book, each time something has changed. */
  readonly onProgress?: ((jobs: AudiobookJobs) => void) | undefined
}

interface Look {
  readonly entityTag: string | null
  /** Null: as it was. */
  readonly jobs: AudiobookJobs | null
}

const look = async (
  { http, transport }: Connection,
  audiobookId: string,
  entityTag: string | null,
  signal: AbortSignal | null,
): Promise<Look> => {
  const path = { audiobook_id: audiobookId }
  const url = http.buildUrl({ url: '/api/v1/admin/audiobooks/{audiobook_id}/jobs', path })
  const headers = entityTag === null ? {} : { 'if-none-match': entityTag }
  const answer = await transport.fetch(new Request(url, { headers, signal }))
  if (answer.status === NOT_MODIFIED) return { entityTag, jobs: null }
  return { entityTag: answer.headers.get('etag'), jobs: (await answer.json()) as AudiobookJobs }
}

/** Nothing new: look less often. Something new: at the first pace again. */
const nextInterval = (intervalMs: number, pollIntervalMs: number, hasNews: boolean): number =>
  hasNews ? pollIntervalMs : Math.min(pollIntervalMs * MAX_INTERVAL_FACTOR, intervalMs * INTERVAL_GROWTH)

/** The jobs of a book now and each time something has changed; ends when processing is over, well or badly. */
export async function* followAudiobook(
  connection: Connection,
  audiobookId: string,
  { signal, timeoutMs = DEFAULT_TIMEOUT_MS, pollIntervalMs = DEFAULT_POLL_INTERVAL_MS }: FollowOptions = {},
): AsyncGenerator<AudiobookJobs, void, undefined> {
  const callers = signal ?? null
  let entityTag: string | null = null
  let shown = ''
  let intervalMs = pollIntervalMs
  for (let waitedMs = 0; waitedMs < timeoutMs; waitedMs += intervalMs) {
    const seen: Look = await look(connection, audiobookId, entityTag, callers)
    entityTag = seen.entityTag
    const text = seen.jobs === null ? shown : JSON.stringify(seen.jobs)
    if (seen.jobs !== null && text !== shown) yield seen.jobs
    if (seen.jobs !== null && seen.jobs.overall_status !== 'processing') return
    intervalMs = nextInterval(intervalMs, pollIntervalMs, text !== shown)
    shown = text
    await pause(intervalMs, callers)
  }
  throw new ChapterwiseError({
    message: `Audiobook ${audiobookId} was still processed after ${timeoutMs} ms.`,
    code: 'timeout',
    isRetryable: true,
  })
}

/** Resolves when all jobs are completed; rejects with `AudiobookFailedError` when the book has failed. */
export const waitForAudiobook = async (
  connection: Connection,
  audiobookId: string,
  { onProgress, ...options }: WaitOptions = {},
): Promise<AudiobookJobs> => {
  let last: AudiobookJobs | null = null
  for await (const jobs of followAudiobook(connection, audiobookId, options)) {
    onProgress?.(jobs)
    last = jobs
  }
  if (last?.overall_status === 'completed') return last
  if (last !== null) throw new AudiobookFailedError(last)
  throw new ChapterwiseError({ message: 'The server told nothing.', code: 'unexpected_answer' })
}
