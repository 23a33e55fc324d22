import { randomUUID } from 'node:crypto'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose'
import { type FakeReply, json } from './exchange.ts'

type AsymmetricAlgorithm = 'ES256' | 'RS256' | 'EdDSA'

interface SigningKey {
  readonly kid: string
  readonly algorithm: AsymmetricAlgorithm
  readonly privateKey: CryptoKey
  readonly publicJwk: JWK
  isPublished: boolean
}

export interface FakeAuth {
  readonly issuer: string
  /**
   * Makes a key; answers its `kid`. `publish: false` leaves it out of the key set as yet, as caches on the way to the
   * client do.
   */
  addKey(algorithm: AsymmetricAlgorithm, options?: { readonly publish?: boolean }): Promise<string>
  publishKey(kid: string): void
  /** Takes a key out of the set: its tokens are to be refused. */
  revokeKey(kid: string): void
  /** An access token as Auth makes them; `claims` replace or, when undefined, take away. */
  mint(options: {
    /** Of a key, or `secret` for the legacy shared secret. */
    readonly key: string
    readonly claims?: Readonly<Record<string, unknown>>
    readonly lifeSeconds?: number
    /** The `kid` in the header, when it is not the key's own. */
    readonly kid?: string | null
  }): Promise<string>
  /** Times the key set was asked for. */
  keySetRequests(): number
  setOutage(isOut: boolean): void
}

/** As at hosted projects. */
const CACHE_CONTROL = 'public, max-age=600'
const HOUR_SECONDS = 60 * 60

export function createAuth(
  issuer: string,
  jwtSecret: string,
  nowMs: () => number,
): FakeAuth & { answer(path: string): FakeReply } {
  const keys = new Map<string, SigningKey>()
  const secret = new TextEncoder().encode(jwtSecret)
  let requests = 0
  let isOut = false

  const sign = (claims: JWTPayload, keyName: string, kid: string | null | undefined) => {
    if (keyName === 'secret') {
      return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(secret)
    }
    const key = keys.get(keyName)
    if (key === undefined) throw new Error(`there is no key ${keyName}`)
    const id = kid === undefined ? key.kid : kid
    const header = { alg: key.algorithm, typ: 'JWT', ...(id === null ? {} : { kid: id }) }
    return new SignJWT(claims).setProtectedHeader(header).sign(key.privateKey)
  }

  return {
    issuer,
    async addKey(algorithm, options = {}) {
      const kid = randomUUID()
      const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true })
      const publicJwk = { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' }
      keys.set(kid, { kid, algorithm, privateKey, publicJwk, isPublished: options.publish ?? true })
      return kid
    },
    publishKey(kid) {
      const key = keys.get(kid)
      if (key !== undefined) key.isPublished = true
    },
    revokeKey: (kid) => void keys.delete(kid),
    mint({ key, claims = {}, lifeSeconds = HOUR_SECONDS, kid }) {
      const iat = Math.floor(nowMs() / 1000)
      const all: Record<string, unknown> = {
        iss: issuer,
        aud: 'authenticated',
        iat,
        exp: iat + lifeSeconds,
        sub: randomUUID(),
        role: 'authenticated',
        aal: 'aal1',
        session_id: randomUUID(),
        email: 'person@example.test',
        phone: '',
        is_anonymous: false,
        app_metadata: { provider: 'email', providers: ['email'] },
        user_metadata: {},
        ...claims,
      }
      const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
      return sign(given, key, kid)
    },
    keySetRequests: () => requests,
    setOutage: (value) => {
      isOut = value
    },
    answer(path) {
      if (path !== '/auth/v1/.well-known/jwks.json') return json(404, { code: 404, msg: 'not found' })
      requests += 1
      if (isOut) {
        return { status: 503, headers: { 'content-type': 'text/html' }, body: '<html>unavailable</html>' }
      }
      const published = [...keys.values()].filter(({ isPublished }) => isPublished)
      const reply = json(200, { keys: published.map(({ publicJwk }) => publicJwk) })
      return { ...reply, headers: { ...reply.headers, 'cache-control': CACHE_CONTROL } }
    },
  }
}
