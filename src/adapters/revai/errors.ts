import * as z from 'zod'
import { type PortError, permanentError, throttledError, transientError } from '../../ports/port-error.ts'

/** Why a call came to nothing, before anyone decides what that means. */
export type CallFailure =
  | {
      readonly kind: 'refused'
      readonly status: number
      readonly body: unknown
      readonly retryAfterMs: number | null
    }
  /** No answer, or not all of it: whether the vendor acted on the request is not known. */
  | { readonly kind: 'unreachable'; readonly code: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'unreadable'; readonly detail: string }

/** Rev.ai documents no Retry-After; limits are counted over ten minutes. */
const DEFAULT_THROTTLE_MS = 60_000
const MAX_RETRY_AFTER_MS = 24 * 60 * 60 * 1000
const MAX_DETAIL_CHARACTERS = 300
const LEAST_SERVER_ERROR = 500

/** Says for sure that the vendor did not act on the request. */
export const isRefusal = (failure: CallFailure): boolean =>
  failure.kind === 'refused' && failure.status < LEAST_SERVER_ERROR && failure.status !== 408

/** The vendor is away; nothing is said of the job. */
export const isOutage = (failure: CallFailure): boolean =>
  failure.kind === 'unreachable' ||
  failure.kind === 'timeout' ||
  (failure.kind === 'refused' && (failure.status >= LEAST_SERVER_ERROR || failure.status === 408))

/** The one place that knows what the API's statuses mean (API reference, read November 2026). */
export function errorOfCall(failure: CallFailure, baseUrl: string): PortError {
  switch (failure.kind) {
    case 'refused':
      return errorOfStatus(failure, baseUrl)
    case 'unreachable':
      return transientError('vendor_unreachable', `Rev.ai at ${baseUrl} gave no answer (${failure.code}).`)
    case 'timeout':
      return transientError('vendor_timeout', `Rev.ai at ${baseUrl} gave no answer in time.`)
    case 'aborted':
      return transientError('aborted', 'The transcription was stopped.')
    case 'unreadable':
      return transientError('bad_answer', `Rev.ai's answer could not be read: ${failure.detail}`)
  }
}

function errorOfStatus(
  { status, body, retryAfterMs }: Extract<CallFailure, { kind: 'refused' }>,
  baseUrl: string,
): PortError {
  const detail = detailOf(body)
  const said = `Rev.ai answered HTTP ${status}${detail === '' ? '.' : `: ${detail}`}`
  if (status === 429) return throttledError('rate_limited', said, retryAfterMs ?? DEFAULT_THROTTLE_MS)
  if (status >= LEAST_SERVER_ERROR || status === 408) {
    return retryAfterMs === null
      ? transientError('vendor_error', said)
      : { kind: 'transient', code: 'vendor_error', message: said, retryAfterMs }
  }
  switch (status) {
    case 401:
      return permanentError(
        'provider_key',
        `Rev.ai at ${baseUrl} refused REV_AI_API_KEY (HTTP 401). Make a new access token at rev.ai and set it.`,
      )
    case 403:
      return permanentError(
        'provider_key',
        `REV_AI_API_KEY may not use ${baseUrl} (HTTP 403). Tokens belong to one deployment: set REV_AI_BASE_URL to https://ec1.api.rev.ai for one of the EU, to https://api.rev.ai for one of the US.`,
      )
    case 413:
      return permanentError('audio_too_large', `${said} Use a storage that gives Rev.ai a URL.`)
    default:
      return permanentError('bad_request', said)
  }
}

const problemShape = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  /** The reference says `parameter`, servers and the SDK `parameters`. */
  parameter: z.record(z.string(), z.unknown()).optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
})

function detailOf(body: unknown): string {
  const problem = problemShape.safeParse(body)
  if (!problem.success) return ''
  const { title, detail, parameter, parameters } = problem.data
  const named = Object.entries(parameters ?? parameter ?? {}).map(
    ([name, why]) => `${name}: ${JSON.stringify(why)}`,
  )
  return cleanDetail([detail ?? title ?? '', ...named].filter((part) => part !== '').join(' '))
}

/** Signed URLs are secrets; vendors repeat what they were given. */
export const cleanDetail = (detail: string): string =>
  detail.replace(/https?:\/\/\S+/g, '[url]').slice(0, MAX_DETAIL_CHARACTERS)

/** Seconds or an HTTP date (RFC 9110, 10.2.3) to milliseconds from now; null when absent or unreadable. */
export function parseRetryAfter(header: unknown, nowMs: number): number | null {
  if (typeof header !== 'string' || header.trim() === '') return null
  const seconds = Number(header)
  const waitMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - nowMs
  return Number.isFinite(waitMs) ? Math.min(MAX_RETRY_AFTER_MS, Math.max(0, Math.ceil(waitMs))) : null
}
