import type { Problem } from '../generated/types.gen.ts'
import { ChapterwiseError } from './chapterwise-error.ts'

const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([408, 425, 429, 502, 503, 504])
/** The try before broke, and the server has not noticed yet that nobody sends any more. */
const RETRYABLE_CODES: ReadonlySet<string> = new Set(['file_in_progress'])

const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' &&
  value !== null &&
  'title' in value &&
  typeof value.title === 'string' &&
  (!('code' in value) || typeof value.code === 'string')

const parseProblem = (text: string): Problem | null => {
  try {
    const value: unknown = JSON.parse(text)
    return isProblem(value) ? value : null
  } catch {
    return null
  }
}

/** Seconds or a date (RFC 9110 §10.2.3). Null: none, or not readable. */
export const readRetryAfterMs = (header: string | null, nowMs: number): number | null => {
  if (header === null) return null
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000
  const dateMs = Date.parse(header)
  return Number.isNaN(dateMs) ? null : Math.max(0, dateMs - nowMs)
}

/** What an answer that is no success says. */
export const readRefusal = async (response: Response): Promise<ChapterwiseError> => {
  const { status, headers } = response
  const problem = parseProblem(await response.text().catch(() => ''))
  const code = problem?.code ?? 'unexpected_answer'
  return new ChapterwiseError({
    message: problem?.detail ?? problem?.title ?? `The server answered ${status}.`,
    status,
    code,
    problem,
    requestId: problem?.request_id ?? headers.get('x-request-id'),
    isRetryable: RETRYABLE_STATUSES.has(status) || (status === 409 && RETRYABLE_CODES.has(code)),
    retryAfterMs: readRetryAfterMs(headers.get('retry-after'), Date.now()),
  })
}
