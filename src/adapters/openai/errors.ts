import * as z from 'zod'
import { type PortError, permanentError, throttledError, transientError } from '../../ports/port-error.ts'

/** Used when a server limits the rate without saying for how long. */
const DEFAULT_THROTTLE_MS = 30_000
const MAX_RETRY_AFTER_MS = 24 * 60 * 60 * 1000
const MAX_DETAIL_CHARACTERS = 300

/** OpenAI's error object; others send `{"error": "text"}` or `{"detail": …}`. */
const errorBodySchema = z.object({
  error: z
    .union([
      z.string(),
      z.object({
        message: z.string().nullish(),
        code: z.union([z.string(), z.number()]).nullish(),
        type: z.string().nullish(),
      }),
    ])
    .optional(),
  detail: z.unknown().optional(),
})

interface RefusedResponse {
  readonly status: number
  readonly headers: Headers
  /** As much of the body as was read. */
  readonly body: string
  readonly server: string
  readonly apiKey: string | undefined
}

interface VendorError {
  readonly code: string
  readonly detail: string
}

/** The one place that knows what the API's statuses mean (error codes guide of the API, read November 2026). */
export function errorOfResponse(response: RefusedResponse): PortError {
  const { status, server } = response
  const vendor = readVendorError(response)
  const said = `${server} answered HTTP ${status}${vendor.detail === '' ? '' : `: ${vendor.detail}`}`
  const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), Date.now())
  if (status === 402 || vendor.code.includes('insufficient_quota')) {
    return permanentError('quota_exhausted', `${said}. Add credit or raise the limit of the account.`)
  }
  if (status === 429) {
    return throttledError('rate_limited', said, retryAfterMs ?? DEFAULT_THROTTLE_MS)
  }
  if (status === 408 || status === 409 || status >= 500) {
    const code = 'server_error'
    return retryAfterMs === null
      ? transientError(code, said)
      : { kind: 'transient', code, message: said, retryAfterMs }
  }
  if (status >= 300 && status < 400) {
    return permanentError(
      'redirected',
      `${server} answered HTTP ${status}: give the final address as base URL.`,
    )
  }
  return permanentError(...permanentCause(status, vendor, said, server))
}

function permanentCause(status: number, vendor: VendorError, said: string, server: string): [string, string] {
  if (status === 401) return ['bad_api_key', `${server} refused the API key (HTTP 401).`]
  if (status === 403) return ['forbidden', `${said}. The API key may not use this model or endpoint.`]
  if (status === 404) return ['not_found', `${said}. Check the base URL and the name of the model.`]
  if (status === 413) return ['file_too_large', `${said}. Set a smaller maximum file size.`]
  if (vendor.code.includes('context_length_exceeded')) return ['context_too_long', said]
  return ['bad_request', said]
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3) to milliseconds from now; null when absent or unreadable. */
export function parseRetryAfter(header: string | null, nowMs: number): number | null {
  if (header === null || header.trim() === '') return null
  const seconds = Number(header)
  const waitMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - nowMs
  if (!Number.isFinite(waitMs)) return null
  return Math.min(MAX_RETRY_AFTER_MS, Math.max(0, Math.ceil(waitMs)))
}

function readVendorError(response: RefusedResponse): VendorError {
  const parsed = errorBodySchema.safeParse(parseJson(response.body))
  if (!parsed.success) return { code: '', detail: '' }
  const { error, detail } = parsed.data
  if (typeof error === 'string') return { code: '', detail: clean(error, response.apiKey) }
  if (error === undefined) {
    return { code: '', detail: detail === undefined ? '' : clean(JSON.stringify(detail), response.apiKey) }
  }
  const code = `${error.code ?? ''} ${error.type ?? ''}`
  return { code, detail: clean(error.message ?? '', response.apiKey) }
}

/** Vendors echo keys in part or whole; none may reach a log. */
function clean(detail: string, apiKey: string | undefined): string {
  const withoutKey = apiKey === undefined || apiKey === '' ? detail : detail.replaceAll(apiKey, '[key]')
  return withoutKey.replace(/\b(?:sk|gsk)[-_][\w*.-]+/g, '[key]').slice(0, MAX_DETAIL_CHARACTERS)
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
