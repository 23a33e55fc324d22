import { DEFAULT_RETRY, type RetryEvent, type RetryOptions } from './calls/retry.ts'
import { createTransport, type Fetch, type Token } from './calls/transport.ts'
import type { Connection } from './connection.ts'
import { ChapterwiseError } from './errors/chapterwise-error.ts'
import { createClient } from './generated/client/index.ts'
import { chooseSender } from './uploads/senders/choose-sender.ts'
import type { SendFile } from './uploads/senders/file-request.ts'

/** Longer than a server waits before it gives up a database. */
const IDLE_TIMEOUT_MS = 120_000

export interface ClientOptions {
  /** Where the server is, e.g. `https://books.example.org`; in a page of the same origin `''`. */
  readonly baseUrl: string
  /** An admin token, or what answers one: called before every try. */
  readonly token?: Token | undefined
  /** Instead of the global one, for all requests. */
  readonly fetch?: Fetch | undefined
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly retry?: RetryOptions | undefined
  /** Before every further try. */
  readonly onRetry?: ((event: RetryEvent) => void) | undefined
  /** A try during which nothing moves for so long has failed. Default: 120 000. */
  readonly idleTimeoutMs?: number | undefined
  /** How files are sent; `chapterwise/client/node` brings one. Default: what this runtime does best. */
  readonly sendFile?: SendFile | undefined
}

/** Without a slash at the end. A relative address is taken against the page's own, where there is one. */
const absoluteUrl = (baseUrl: string): string => {
  const page = (globalThis as { readonly location?: { readonly href?: string } }).location?.href
  return new URL(baseUrl, page).href.replace(/\/+$/, '')
}

/** What breaks after a call was answered, e.g. a body that is no JSON. */
const toChapterwiseError = (error: unknown): unknown =>
  error instanceof Error && !(error instanceof ChapterwiseError) && error.name !== 'AbortError'
    ? new ChapterwiseError({
        message: `The answer can't be read: ${error.message}`,
        code: 'unexpected_answer',
        cause: error,
      })
    : error

export const connect = (options: ClientOptions): Connection => {
  const fetch: Fetch = options.fetch ?? ((request) => globalThis.fetch(request))
  const transport = createTransport({
    fetch,
    token: options.token ?? null,
    headers: options.headers ?? {},
    policy: {
      ...DEFAULT_RETRY,
      ...options.retry,
      onRetry: options.onRetry ?? null,
      idleTimeoutMs: options.idleTimeoutMs ?? IDLE_TIMEOUT_MS,
    },
  })
  const baseUrl = absoluteUrl(options.baseUrl)
  const http = createClient({
    baseUrl,
    throwOnError: true,
    fetch: transport.fetch as typeof globalThis.fetch,
  })
  http.interceptors.error.use((error, _response, _request, { signal }) =>
    signal?.aborted === true ? signal.reason : toChapterwiseError(error),
  )
  return {
    baseUrl,
    http,
    transport,
    fetch,
    send: options.sendFile ?? chooseSender(options.fetch ?? null, fetch),
  }
}
