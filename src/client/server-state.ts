import type { CallOptions } from './calls/call-options.ts'
import { readAnswer } from './calls/read-answer.ts'
import { withRetries } from './calls/retry.ts'
import type { Connection } from './connection.ts'
import { ChapterwiseError } from './errors/chapterwise-error.ts'
import type { Readiness } from './generated/types.gen.ts'

const DEFAULT_PROBE_TIMEOUT_MS = 2000
const UNAVAILABLE = 503

export interface ProbeOptions extends CallOptions {
  /** Default: 2000. */
  readonly timeoutMs?: number | undefined
}

const isHealth = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && 'status' in answer && answer.status === 'ok'

/** About the server itself; one try each. */
export const serverState = ({ http, transport, fetch }: Connection) => {
  const askOnce = (
    url: '/healthz' | '/readyz',
    signal: AbortSignal | undefined,
    idleTimeoutMs: number,
    acceptedStatus: number | null,
  ): Promise<unknown> =>
    withRetries(
      {
        signal: signal ?? null,
        mayRepeat: () => false,
        tryOnce: async (attempt) => {
          const headers = await transport.commonHeaders()
          const answer = await fetch(new Request(http.buildUrl({ url }), { headers, signal: attempt.signal }))
          if (answer.status === acceptedStatus) return await answer.json()
          return await (await readAnswer(answer, attempt)).json()
        },
      },
      { ...transport.policy, idleTimeoutMs },
    )
  return {
    /** Rejects unless a chapterwise server answers, and soon. */
    probe: async ({ signal, timeoutMs = DEFAULT_PROBE_TIMEOUT_MS }: ProbeOptions = {}): Promise<void> => {
      if (isHealth(await askOnce('/healthz', signal, timeoutMs, null))) return
      throw new ChapterwiseError({ message: 'This is no chapterwise server.', code: 'unexpected_answer' })
    },
    /** Whether jobs can run, and what is missing: also where the server answers 503. */
    readiness: async ({ signal }: CallOptions = {}): Promise<Readiness> =>
      (await askOnce('/readyz', signal, transport.policy.idleTimeoutMs, UNAVAILABLE)) as Readiness,
  }
}
