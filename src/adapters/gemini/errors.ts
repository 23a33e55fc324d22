import { GoogleGenerativeAIFetchError } from '@google/generative-ai'
import { type PortError, permanentError, transientError } from '../../ports/port-error.ts'
import { CONTEXT_TOO_LONG } from '../prompting/question.ts'
import { quotaError } from './quota.ts'

const MAX_DETAIL_CHARACTERS = 300

/** What is known of a request that was refused. */
export interface Refusal {
  readonly status: number
  readonly message: string
  readonly details: readonly unknown[] | undefined
}

export interface RefusalContext {
  /** Host, for messages. */
  readonly label: string
  readonly model: string
  readonly apiKey: string
  readonly now: Date
}

/** The one place that knows what Gemini's statuses mean (error reference of the API, read November 2026). */
export function errorOfRefusal({ status, message, details }: Refusal, context: RefusalContext): PortError {
  const { label, model } = context
  const detail = clean(message, context.apiKey)
  const said = `${label} answered HTTP ${status}${detail === '' ? '.' : `: ${detail}`}`
  if (status === 429) return quotaError(details, said, context.now)
  if (status === 408 || status === 499 || status >= 500) return transientError('server_error', said)
  if (status === 401 || hasReason(details, 'API_KEY_INVALID')) {
    return permanentError('bad_api_key', `${label} refused GEMINI_API_KEY: it is not a valid API key.`)
  }
  if (status === 403) {
    return permanentError('forbidden', `${said} GEMINI_API_KEY may not use ${model}.`)
  }
  if (status === 404) {
    return permanentError('unknown_model', `${label} has no model ${model}: it was shut down or never was.`)
  }
  if (/location is not supported|free tier/i.test(message)) {
    return permanentError(
      'region_not_supported',
      `${said} Gemini is not offered here without billing: enable it for the project, or run from elsewhere.`,
    )
  }
  if (/token count|maximum number of tokens/i.test(message)) return permanentError(CONTEXT_TOO_LONG, said)
  return permanentError('bad_request', said)
}

/** What the SDK threw. */
export function refusalOf(error: GoogleGenerativeAIFetchError): Refusal {
  const details = error.errorDetails
  // The SDK's message is the address, the status, what the server said, and the details as JSON.
  const said = error.message.slice(error.message.indexOf('] ') + 2)
  const appended = details === undefined ? '' : ` ${JSON.stringify(details)}`
  const message = said.endsWith(appended) ? said.slice(0, said.length - appended.length) : said
  return { status: error.status ?? 0, message: message.trim(), details }
}

const hasReason = (details: readonly unknown[] | undefined, reason: string): boolean =>
  (details ?? []).some(
    (detail) =>
      typeof detail === 'object' && detail !== null && 'reason' in detail && detail.reason === reason,
  )

/** Anything else that a request ended with. */
export function errorOfException(cause: unknown, label: string): PortError {
  if (cause instanceof SyntaxError)
    return transientError('bad_answer', `${label} sent no complete JSON.`, cause)
  return transientError('unreachable', `no connection to ${label}`, cause)
}

export const isRefusal = (cause: unknown): cause is GoogleGenerativeAIFetchError =>
  cause instanceof GoogleGenerativeAIFetchError

const clean = (message: string, apiKey: string): string =>
  message.replaceAll(apiKey, '[key]').replace(/\s+/g, ' ').slice(0, MAX_DETAIL_CHARACTERS)
