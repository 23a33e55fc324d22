import { createHash } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { err, ok, type Result, type ResultAsync } from 'neverthrow'
import type { PortError } from '../ports/port-error.ts'
import type { Caller } from '../usecases/caller.ts'
import { unavailable } from '../usecases/use-case-error.ts'
import type { HttpEnv } from './deps.ts'
import { describeProblem, type ProblemResponse, problem } from './errors.ts'
import type { GuessGuard } from './limit-requests.ts'
import { staticTokens } from './tokens/static-tokens.ts'

/** Why a token was not accepted. `unverifiable`: the keys that would tell can't be had now. */
export type TokenRefusal =
  | { readonly reason: 'invalid_token' }
  | { readonly reason: 'token_expired' }
  | { readonly reason: 'not_an_admin' }
  | { readonly reason: 'unverifiable'; readonly cause: PortError }

/** Decides who a bearer token stands for. Tests and embedders may bring their own. */
export interface TokenVerifier {
  /** Someone who may use the admin API. */
  verifyAdmin(token: string): ResultAsync<Caller, TokenRefusal>
  /** A worker, which may report on jobs and nothing else. */
  verifyWorker(token: string): ResultAsync<void, TokenRefusal>
}

/** Supabase tokens are about 1 KiB; headers beyond this are not worth a look. */
const MAX_TOKEN_LENGTH = 8192
const BEARER = /^Bearer +([\w\-.~+/]+=*) *$/i
/** The routes of workers; everything else below `/admin` is for admins. */
const WORKER_PATH = /\/admin\/jobs\/(?:[^/]+\/status|heartbeats|reports)\/?$/

const REFUSALS = {
  missing_token: 'This needs an `Authorization: Bearer` header.',
  invalid_token: 'The token is not valid.',
  token_expired: 'The token has expired.',
} as const

/** RFC 6750, section 3: no error attribute when the request carried no token. */
function unauthenticated(c: Context<HttpEnv>, code: keyof typeof REFUSALS): ProblemResponse {
  const error =
    code === 'missing_token' ? '' : `, error="invalid_token", error_description="${REFUSALS[code]}"`
  return describeProblem(c, {
    kind: 'unauthenticated',
    code,
    message: REFUSALS[code],
    headers: { 'WWW-Authenticate': `Bearer realm="chapterwise"${error}` },
  })
}

function refuse(c: Context<HttpEnv>, refusal: TokenRefusal): ProblemResponse {
  switch (refusal.reason) {
    case 'invalid_token':
    case 'token_expired':
      return unauthenticated(c, refusal.reason)
    case 'not_an_admin':
      return describeProblem(c, {
        kind: 'forbidden',
        code: 'not_an_admin',
        message: 'The token is valid, but its user is not an admin (app_metadata.role).',
      })
    case 'unverifiable':
      return problem(c, unavailable(refusal.cause))
  }
}

function bearerToken(c: Context<HttpEnv>): Result<string, 'missing_token' | 'invalid_token'> {
  const header = c.req.header('Authorization') ?? bearerOfProtocols(c.req.header('Sec-WebSocket-Protocol'))
  if (header === undefined || header === '') return err('missing_token')
  const token = BEARER.exec(header)?.[1]
  return token === undefined || token.length > MAX_TOKEN_LENGTH ? err('invalid_token') : ok(token)
}

/** Browsers can't set headers of a WebSocket; there the token comes as `bearer.<base64url of it>` among the protocols. */
function bearerOfProtocols(protocols: string | undefined): string | undefined {
  const entry = protocols?.split(',').map((protocol) => /^bearer\.([\w-]+)$/.exec(protocol.trim())?.[1])
  const encoded = entry?.find((token) => token !== undefined)
  return encoded === undefined ? undefined : `Bearer ${Buffer.from(encoded, 'base64url').toString('utf8')}`
}

/** SHA-256: what may be kept of a token, and counted by. */
const digestOf = (token: string): string => createHash('sha256').update(token).digest('base64url')

/** Reads the token and lets `verify` judge it, unless its address has guessed too often. */
const guarded =
  (
    guard: GuessGuard,
    verify: (c: Context<HttpEnv>, token: string) => Promise<TokenRefusal | null>,
  ): MiddlewareHandler<HttpEnv> =>
  async (c, next) => {
    const read = bearerToken(c)
    if (read.isErr()) return unauthenticated(c, read.error)
    const digest = digestOf(read.value)
    const refused = guard.before(c, digest)
    if (refused !== null) return refused
    const refusal = await verify(c, read.value)
    if (refusal === null) {
      guard.accepted(digest)
      c.set('tokenDigest', digest)
      return next()
    }
    if (refusal.reason === 'invalid_token') await guard.refused(c)
    return refuse(c, refusal)
  }

/** Lets a provider's news through when they carry the secret that it was given; without a secret, none. */
export function authenticateWebhook(secret: string | null, guard: GuessGuard): MiddlewareHandler<HttpEnv> {
  const isSecret = staticTokens(secret === null ? [] : [secret])
  return guarded(guard, async (_c, token) => (isSecret(token) ? null : { reason: 'invalid_token' }))
}

/** Lets admins through to everything below `/admin`, and workers to their reports alone. */
export function authenticate(tokens: TokenVerifier, guard: GuessGuard): MiddlewareHandler<HttpEnv> {
  return guarded(guard, async (c, token) => {
    if (WORKER_PATH.test(c.req.path)) {
      const verified = await tokens.verifyWorker(token)
      return verified.isErr() ? verified.error : null
    }
    const verified = await tokens.verifyAdmin(token)
    if (verified.isErr()) return verified.error
    c.set('caller', verified.value)
    return null
  })
}
