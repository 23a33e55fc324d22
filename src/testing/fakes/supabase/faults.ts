import type { FakeReply, FakeRequest } from './exchange.ts'

/** What goes wrong with a request that the fake receives. */
export type FaultKind =
  /** Answered so instead of being worked on. */
  | { readonly answer: FakeReply }
  /** Worked on; the connection ends in place of the answer. */
  | { readonly dropResponse: true }
  /** The connection ends after so many bytes of the request's body. */
  | { readonly cutRequestAfterBytes: number }
  /** The connection ends after so many bytes of the answer's body. */
  | { readonly cutResponseAfterBytes: number }
  /** Half of the answer's text, as if it were all. */
  | { readonly truncateText: true }
  /** The answer comes late. */
  | { readonly delayMs: number }
  /** Worked on, but no answer ever comes. */
  | { readonly holdResponse: true }
  /** Not worked on, and no answer ever comes. */
  | { readonly hang: true }

export type Fault = FaultKind & {
  readonly method?: string
  readonly path?: RegExp
  /** Matching requests that pass before. */
  readonly skip?: number
  /** Default 1. */
  readonly times?: number
}

export interface Faults {
  add(fault: Fault): void
  clear(): void
  /** Faults that no request has met yet. */
  left(): number
  take(request: FakeRequest): FaultKind | null
}

/** 503 as proxies answer it: HTML, not the storage's JSON. */
export const HTML_503: FaultKind = {
  answer: {
    status: 503,
    headers: { 'content-type': 'text/html' },
    body: '<html><body>upstream connect error</body></html>',
  },
}

/** The database has too much to do. */
export const slowDown = (retryAfterSeconds?: number): FaultKind => ({
  answer: {
    status: 429,
    headers: {
      'content-type': 'application/json',
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    },
    body: JSON.stringify({
      statusCode: '429',
      error: 'SlowDown',
      message: 'Too many connections',
      code: 'SlowDown',
    }),
  },
})

export const DATABASE_TIMEOUT: FaultKind = {
  answer: {
    status: 544,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      statusCode: '544',
      error: 'DatabaseTimeout',
      message: 'The connection to the database timed out',
      code: 'DatabaseTimeout',
    }),
  },
}

export function createFaults(): Faults {
  const faults: { readonly fault: Fault; skip: number; times: number }[] = []
  return {
    add: (fault) => void faults.push({ fault, skip: fault.skip ?? 0, times: fault.times ?? 1 }),
    clear: () => void faults.splice(0),
    left: () => faults.length,
    take(request) {
      for (const [index, entry] of faults.entries()) {
        const { method, path } = entry.fault
        if (method !== undefined && method !== request.method) continue
        if (path !== undefined && !path.test(request.path)) continue
        if (entry.skip > 0) {
          entry.skip -= 1
          continue
        }
        entry.times -= 1
        if (entry.times <= 0) faults.splice(index, 1)
        return entry.fault
      }
      return null
    },
  }
}
