import { pause } from '../calls/pause.ts'
import type { Connection } from '../connection.ts'
import { ChapterwiseError } from '../errors/chapterwise-error.ts'
import type { AudiobookJobs } from '../generated/types.gen.ts'
import { AudiobookFailedError } from './audiobook-failed.ts'
import { listenForNews, type News } from './news.ts'

const DEFAULT_POLL_INTERVAL_MS = 500
const MAX_INTERVAL_FACTOR = 10
const INTERVAL_GROWTH = 1.25
/** While the server tells what happens: a look without news, for what it may have forgotten to tell. */
const QUIET_INTERVAL_FACTOR = 60
/** A server that is started anew is back by then. */
const MAX_OUTAGE_MS = 60_000
/** A book of hundreds of hours on a slow machine; after that something else is wrong. */
const DEFAULT_TIMEOUT_MS = 7 * 24 * 60 * 60 * 1000

const NOT_MODIFIED = 304

export interface FollowOptions {
  readonly signal?: AbortSignal | undefined
  /**
   * Shortest time from one look to the next. Without Server-Sent Events up to ten times as long while nothing changes.
   * Default: 500.
   */
  readonly pollIntervalMs?: number | undefined
  /** Default: a week. */
  readonly timeoutMs?: number | undefined
}

export interface WaitOptions extends FollowOptions {
  /** The jobs of the book, each time something has changed. */
  readonly onProgress?: ((jobs: AudiobookJobs) => void) | undefined
}

/** Reads the jobs; null when they are as at the look before. A server that is away for a moment has no news either. */
const createLook = (
  { http, transport }: Connection,
  audiobookId: string,
  signal: AbortSignal | null,
): (() => Promise<AudiobookJobs | null>) => {
  const path = { audiobook_id: audiobookId }
  const url = http.buildUrl({ url: '/api/v1/admin/audiobooks/{audiobook_id}/jobs', path })
  let entityTag: string | null = null
  let shown = ''
  let answeredMs = performance.now()
  return async () => {
    const headers = entityTag === null ? {} : { 'if-none-match': entityTag }
    try {
      const answer = await transport.fetch(new Request(url, { headers, signal }))
      answeredMs = performance.now()
      if (answer.status === NOT_MODIFIED) return null
      entityTag = answer.headers.get('etag')
      const text = await answer.text()
      if (text === shown) return null
      shown = text
      return JSON.parse(text) as AudiobookJobs
    } catch (error) {
      const isOutage = error instanceof ChapterwiseError && error.isRetryable && shown !== ''
      if (isOutage && performance.now() - answeredMs < MAX_OUTAGE_MS) return null
      throw error
    }
  }
}

/** Nothing new: look less often. Something new: at the first pace again. */
const nextInterval = (intervalMs: number, pollIntervalMs: number, hasNews: boolean): number =>
  hasNews ? pollIntervalMs : Math.min(pollIntervalMs * MAX_INTERVAL_FACTOR, intervalMs * INTERVAL_GROWTH)

/** Until the next look: at the pace of the server's news, or at our own. */
const awaitNextLook = async (
  news: News,
  pollIntervalMs: number,
  intervalMs: number,
  signal: AbortSignal | null,
): Promise<void> => {
  if (!news.isLive()) return await news.next(intervalMs)
  await pause(pollIntervalMs, signal)
  await news.next(pollIntervalMs * QUIET_INTERVAL_FACTOR)
}

/** The jobs of a book now and each time something has changed; ends when processing is over, well or badly. */
export async function* followAudiobook(
  connection: Connection,
  audiobookId: string,
  { signal, timeoutMs = DEFAULT_TIMEOUT_MS, pollIntervalMs = DEFAULT_POLL_INTERVAL_MS }: FollowOptions = {},
): AsyncGenerator<AudiobookJobs, void, undefined> {
  const callers = signal ?? null
  const url = connection.http.buildUrl({
    url: '/api/v1/admin/audiobooks/{audiobook_id}/events',
    path: { audiobook_id: audiobookId },
  })
  const look = createLook(connection, audiobookId, callers)
  const startedMs = performance.now()
  let intervalMs = pollIntervalMs
  let news: News | null = null
  try {
    while (performance.now() - startedMs < timeoutMs) {
      const jobs = await look()
      if (jobs !== null) yield jobs
      if (jobs !== null && jobs.overall_status !== 'processing') return
      news ??= listenForNews(connection, url, callers)
      intervalMs = nextInterval(intervalMs, pollIntervalMs, jobs !== null)
      await awaitNextLook(news, pollIntervalMs, intervalMs, callers)
    }
  } finally {
    news?.close()
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
