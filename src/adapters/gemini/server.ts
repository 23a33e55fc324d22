import type { Clock } from '../../ports/clock.ts'
import type { RateLimiter } from '../../ports/rate-limiter.ts'
import type { PriceOverrides } from './prices.ts'

/** Where Gemini is and how it may be used; the same for all models. */
export interface GeminiServer {
  readonly apiKey: string
  /** Without a version and without a slash at the end; absent: Google's. */
  readonly baseUrl?: string
  readonly clock: Clock
  /** What the project may use of each model within a minute; absent: no limit of our own, Google's answers are obeyed. */
  readonly limits?: GeminiLimits
  /** For one request, from its start to the last byte of the answer. */
  readonly timeoutMs?: number
  /** For models that the price table doesn't know, or knows wrongly. */
  readonly prices?: PriceOverrides
}

export interface GeminiLimits {
  /** Shared by all who use the same API key. */
  readonly limiter: RateLimiter
  readonly requestsPerMinute?: number
  readonly tokensPerMinute?: number
}

const GOOGLE_URL = 'https://generativelanguage.googleapis.com'
export const API_VERSION = 'v1beta'

export const baseUrlOf = ({ baseUrl }: GeminiServer): string => baseUrl ?? GOOGLE_URL

/** For messages: where a request went. */
export const labelOf = (server: GeminiServer): string => new URL(baseUrlOf(server)).host
