import type { Context, MiddlewareHandler } from 'hono'
import { clientAddress } from './client-address.ts'
import type { HttpEnv } from './deps.ts'
import { describeProblem, type ProblemResponse, wholeSeconds } from './errors.ts'
import type { Allowance, RequestLimiter } from './request-limiter.ts'

export interface RequestLimits {
  readonly limiter: RequestLimiter
  /** Of one admin token, or one user of the identity provider; null: no limit. */
  readonly adminPerMinute: number | null
  /** Of the worker token, which all workers share; null: no limit. */
  readonly workerPerMinute: number | null
  /** Refused tokens of one address; null: no limit. */
  readonly failuresPerMinute: number | null
  /** How many proxies before this server append to `X-Forwarded-For`. */
  readonly trustedProxies: number
}

/** Accepted of late: whoever shares an address with someone who guesses goes on working. */
const MAX_KNOWN_TOKENS = 1_000
const MINUTE_SECONDS = 60

/** RateLimit fields of draft-ietf-httpapi-ratelimit-headers-10. */
const describe = (name: string, { perMinute, remaining, waitMs }: Allowance) => ({
  'RateLimit-Policy': `"${name}";q=${perMinute};w=${MINUTE_SECONDS}`,
  RateLimit: `"${name}";r=${remaining};t=${waitMs > 0 ? wholeSeconds(waitMs) : MINUTE_SECONDS}`,
})

/** Counts the requests of whoever was let in. Runs after authentication. */
export function limitRequests(limits: RequestLimits | null): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const caller = c.get('caller')
    const perMinute = caller === undefined ? limits?.workerPerMinute : limits?.adminPerMinute
    if (!limits || !perMinute) return next()
    // Tokens of a user come and go; a static one is what there is of its bearer.
    const who =
      caller === undefined || caller.seesAll ? `token:${c.get('tokenDigest')}` : `owner:${caller.ownerId}`
    const allowance = await limits.limiter.take(`http:${who}`, perMinute)
    const headers = describe('requests', allowance)
    if (allowance.waitMs > 0) {
      return refuse(c, headers, allowance, {
        code: 'too_many_requests',
        message: `This token may make ${perMinute} requests a minute. Try again later.`,
      })
    }
    await next()
    for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value)
  }
}

export interface GuessGuard {
  /** A refusal when the address has guessed too often, whatever the token; null: go on. */
  before(c: Context<HttpEnv>, tokenDigest: string): ProblemResponse | null
  accepted(tokenDigest: string): void
  refused(c: Context<HttpEnv>): Promise<void>
}

/** Makes guessing tokens slow: an address whose tokens were refused too often is not listened to for a while. */
export function guardGuesses(limits: RequestLimits | null): GuessGuard {
  const known = new Set<string>()
  const perMinute = limits?.failuresPerMinute
  if (!limits || !perMinute) return { before: () => null, accepted() {}, refused: async () => {} }
  const keyOf = (c: Context<HttpEnv>) => `guess:${clientAddress(c, limits.trustedProxies)}`
  return {
    before(c, tokenDigest) {
      const allowance = limits.limiter.look(keyOf(c), perMinute)
      if (allowance.waitMs === 0 || known.has(tokenDigest)) return null
      return refuse(c, describe('failed-authentications', allowance), allowance, {
        code: 'too_many_failures',
        message: 'Too many tokens from this address were refused. Try again later.',
      })
    },
    accepted(tokenDigest) {
      known.delete(tokenDigest)
      known.add(tokenDigest)
      const oldest = known.size > MAX_KNOWN_TOKENS ? known.values().next().value : undefined
      if (oldest !== undefined) known.delete(oldest)
    },
    async refused(c) {
      await limits.limiter.take(keyOf(c), perMinute)
    },
  }
}

const refuse = (
  c: Context<HttpEnv>,
  headers: Readonly<Record<string, string>>,
  { waitMs }: Allowance,
  problem: { readonly code: 'too_many_requests' | 'too_many_failures'; readonly message: string },
): ProblemResponse =>
  describeProblem(c, {
    kind: 'too_many',
    ...problem,
    headers: { ...headers, 'Retry-After': wholeSeconds(waitMs) },
  })
