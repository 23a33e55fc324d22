import { z } from '@hono/zod-openapi'
import {
  createRemoteJWKSet,
  customFetch,
  decodeProtectedHeader,
  errors,
  type FetchImplementation,
  type JWTHeaderParameters,
  type JWTVerifyGetKey,
  jwtVerify,
  type ProtectedHeaderParameters,
} from 'jose'
import { err, errAsync, ok, okAsync, Result, ResultAsync } from 'neverthrow'
import type { Clock } from '../../ports/clock.ts'
import { transientError } from '../../ports/port-error.ts'
import type { Caller } from '../../usecases/caller.ts'
import type { TokenRefusal } from '../auth.ts'

export interface SupabaseTokenOptions {
  /** The project's URL, e.g. `https://abc.supabase.co`. */
  readonly url: string
  /** The legacy shared secret, for HS256; without it such tokens are refused. */
  readonly jwtSecret?: string
  readonly clock: Clock
  readonly fetch?: FetchImplementation
}

/** Of the project's published keys; symmetric algorithms and `none` never get as far as a public key. */
const ASYMMETRIC_ALGORITHMS = ['ES256', 'RS256']
const JWKS_TIMEOUT_MS = 3_000

/**
 * `sub` is the user. The legacy `anon` and `service_role` keys have none, and are keys, not people. The role comes
 * from `app_metadata`, which users can't write; `user_metadata` is theirs and says nothing.
 */
const ClaimsSchema = z.object({
  sub: z.string().min(1).max(255),
  app_metadata: z.looseObject({ role: z.unknown() }).optional().catch(undefined),
})

const invalid: TokenRefusal = { reason: 'invalid_token' }
type Key = Awaited<ReturnType<JWTVerifyGetKey>> | Uint8Array

/** Verifies access tokens of Supabase Auth. */
export function supabaseTokens(
  options: SupabaseTokenOptions,
): (token: string) => ResultAsync<Caller, TokenRefusal> {
  const issuer = `${options.url.replace(/\/+$/, '')}/auth/v1`
  const secret = options.jwtSecret === undefined ? null : new TextEncoder().encode(options.jwtSecret)
  const publishedKeys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`), {
    timeoutDuration: JWKS_TIMEOUT_MS,
    ...(options.fetch === undefined ? {} : { [customFetch]: options.fetch }),
  })

  const fetchKey = ResultAsync.fromThrowable(
    async (header: JWTHeaderParameters): Promise<Key> => await publishedKeys(header),
    refusalOfKey,
  )

  function findKey(algorithm: string, header: ProtectedHeaderParameters): ResultAsync<Key, TokenRefusal> {
    if (algorithm === 'HS256' && secret !== null) return okAsync(secret)
    if (ASYMMETRIC_ALGORITHMS.includes(algorithm)) return fetchKey({ ...header, alg: algorithm })
    return errAsync(invalid)
  }

  const readClaims = ResultAsync.fromThrowable(async (token: string, key: Key, algorithm: string) => {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [algorithm],
      issuer,
      audience: 'authenticated',
      requiredClaims: ['exp', 'sub'],
      currentDate: options.clock.now(),
    })
    return ClaimsSchema.parse(payload)
  }, refusalOfToken)

  return (token) =>
    readHeader(token).asyncAndThen(({ alg = 'none', ...header }) =>
      findKey(alg, header)
        .andThen((key) => readClaims(token, key, alg))
        .andThen(toCaller),
    )
}

const readHeader = Result.fromThrowable(decodeProtectedHeader, () => invalid)

const toCaller = (claims: z.infer<typeof ClaimsSchema>): Result<Caller, TokenRefusal> =>
  claims.app_metadata?.role === 'admin'
    ? ok({ ownerId: claims.sub, seesAll: false })
    : err({ reason: 'not_an_admin' })

/** A key set that has no such key condemns the token; one that can't be fetched or read says nothing of it. */
function refusalOfKey(cause: unknown): TokenRefusal {
  if (cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys) {
    return invalid
  }
  return {
    reason: 'unverifiable',
    cause: transientError('jwks_unavailable', 'The keys of Supabase Auth could not be fetched.', cause),
  }
}

const refusalOfToken = (cause: unknown): TokenRefusal =>
  cause instanceof errors.JWTExpired ? { reason: 'token_expired' } : invalid
