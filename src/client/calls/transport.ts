import type { ChapterwiseError } from '../errors/chapterwise-error.ts'
import { readAnswer } from './read-answer.ts'
import { type RetryPolicy, withRetries } from './retry.ts'

export type Fetch = (input: Request) => Promise<Response>

/** Asked before every try, so that a token may be renewed between two. */
export type Token = string | null | (() => string | null | Promise<string | null>)

export interface Transport {
  /** For the generated client: authorises, tries again, answers 2xx and 304. Rejects as `withRetries` does. */
  readonly fetch: Fetch
  /** What every request carries besides its own. */
  readonly commonHeaders: () => Promise<Headers>
  readonly policy: RetryPolicy
}

export interface TransportOptions {
  readonly fetch: Fetch
  readonly token: Token
  readonly headers: Readonly<Record<string, string>>
  readonly policy: RetryPolicy
}

const REPEATABLE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE'])
/** Refused before anything was done. */
const NOTHING_DONE = 429

const repeatsOf =
  (request: Request) =>
  (error: ChapterwiseError): boolean =>
    REPEATABLE_METHODS.has(request.method) ||
    request.headers.has('idempotency-key') ||
    error.status === NOTHING_DONE

export const createTransport = ({ fetch, token, headers, policy }: TransportOptions): Transport => {
  const commonHeaders = async (): Promise<Headers> => {
    const common = new Headers(headers)
    const value = typeof token === 'function' ? await token() : token
    if (value !== null && !common.has('authorization')) common.set('authorization', `Bearer ${value}`)
    return common
  }
  return {
    commonHeaders,
    policy,
    fetch: (request) =>
      withRetries(
        {
          signal: request.signal,
          mayRepeat: repeatsOf(request),
          tryOnce: async (attempt) => {
            const sent = new Request(request.clone(), { signal: attempt.signal })
            for (const [name, value] of await commonHeaders()) {
              if (!sent.headers.has(name)) sent.headers.set(name, value)
            }
            return await readAnswer(await fetch(sent), attempt)
          },
        },
        policy,
      ),
  }
}
