import { z } from '@hono/zod-openapi'
import { decodeProtectedHeader, errors, jwtVerify, type ProtectedHeaderParameters } from 'jose'
import { err, errAsync, ok, okAsync, Result, ResultAsync } from 'neverthrow'
import type { Clock } from '../../ports/clock.ts'
import type { Caller } from '../../usecases/caller.ts'
import type { TokenRefusal } from '../auth.ts'
import { createPublishedKeys, type FetchKeys, type PublishedKey } from './published-keys.ts'

export interface SupabaseTokenOptions {
  /** The project's URL, e.g. `https://abc.supabase.co`. */
  readonly url: string
  /** The legacy shared secret, for HS256; without it such tokens are refused. */
  readonly jwtSecret?: string
  readonly clock: Clock
  readonly fetch?: FetchKeys
}

/** Of the project's published keys; symmetric algorithms and `none` never get as far as a public key. */
const ASYMMETRIC_ALGORITHMS = ['ES256', 'RS256', 'EdDSA']

/**
 * `sub` is the user. The legacy `anon` and `service_role` keys have none, and are keys, not people; `role` is that of
 * the database, the same for all who signed in. Who is an admin says `app_metadata`, which users can't write;
 * `user_metadata` is theirs and says nothing.
 */
const ClaimsSchema = z.object({
  sub: z.string().min(1).max(255),
  role: z.literal('authenticated'),
  app_metadata: z.looseObject({ role: z.unknown() }).optional().catch(undefined),
})

const invalid: TokenRefusal = { reason: 'invalid_token' }
type Key = PublishedKey | Uint8Array

/** Verifies access tokens of Supabase Auth. */
export function supabaseTokens(
  options: SupabaseTokenOptions,
): (token: string) => ResultAsync<Caller, TokenRefusal> {
  const issuer = `${options.url.replace(/\/+$/, '')}/auth/v1`
  const secret = options.jwtSecret === undefined ? null : new TextEncoder().encode(options.jwtSecret)
  const findPublishedKey = createPublishedKeys({
    url: `${issuer}/.well-known/jwks.json`,
    clock: options.clock,
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  })

  /** Both kinds side by side: projects that move to signing keys have tokens of either for a while. */
  function findKey(algorithm: string, header: ProtectedHeaderParameters): ResultAsync<Key, TokenRefusal> {
    if (algorithm === 'HS256' && secret !== null) return okAsync(secret)
    if (!ASYMMETRIC_ALGORITHMS.includes(algorithm) || header.kid === undefined) return errAsync(invalid)
    return new ResultAsync(findPublishedKey({ ...header, alg: algorithm }))
      .mapErr((cause): TokenRefusal => ({ reason: 'unverifiable', cause }))
      .andThen((key) => (key === null ? err(invalid) : ok(key)))
  }

  const readClaims = ResultAsync.fromThrowable(async (token: string, key: Key, algorithm: string) => {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [algorithm],
      issuer,
      audience: 'authenticated',
      requiredClaims: ['exp', 'sub'],
      currentDate: options.clock.now(),
    })
    return { ...ClaimsSchema.parse(payload), exp: payload.exp ?? 0 }
  }, refusalOfToken)

  return (token) =>
    readHeader(token).asyncAndThen(({ alg = 'none', ...header }) =>
      findKey(alg, header)
        .andThen((key) => readClaims(token, key, alg))
        .andThen(toCaller),
    )
}

const readHeader = Result.fromThrowable(decodeProtectedHeader, () => invalid)

const toCaller = (
  claims: z.infer<typeof ClaimsSchema> & { readonly exp: number },
): Result<Caller, TokenRefusal> =>
  claims.app_metadata?.role === 'admin'
    ? ok({ ownerId: claims.sub, seesAll: false, expiresAt: new Date(claims.exp * 1000) })
    : err({ reason: 'not_an_admin' })

const refusalOfToken = (cause: unknown): TokenRefusal =>
  cause instanceof errors.JWTExpired ? { reason: 'token_expired' } : invalid
