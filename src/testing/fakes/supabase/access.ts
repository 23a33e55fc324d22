import { jwtVerify, SignJWT } from 'jose'
import type { FakeReply, FakeRequest } from './exchange.ts'
import { storageError, unknownApiKey } from './storage-errors.ts'

export type Role = 'service_role' | 'anon' | 'authenticated'

export interface FakeKeys {
  /** Legacy keys: JWTs signed with the shared secret. */
  readonly anon: string
  readonly serviceRole: string
  /** New keys: opaque. */
  readonly publishable: string
  readonly secret: string
}

export interface Access {
  readonly keys: FakeKeys
  /** Who sent a request, or what it is refused with. */
  roleOf(request: FakeRequest): Promise<Role | FakeReply>
  /** A token of a signed URL, good for `lifeSeconds`. */
  signToken(claims: Readonly<Record<string, unknown>>, lifeSeconds: number): Promise<string>
  /** Null when it is forged or over. */
  readToken(token: string): Promise<Readonly<Record<string, unknown>> | null>
}

const BEARER = /^Bearer (.+)$/i
const YEAR_SECONDS = 365 * 24 * 60 * 60
const ROLES: readonly unknown[] = ['service_role', 'anon', 'authenticated']

export async function createAccess(jwtSecret: string, nowMs: () => number): Promise<Access> {
  const secret = new TextEncoder().encode(jwtSecret)
  const sign = (claims: Readonly<Record<string, unknown>>, lifeSeconds: number) => {
    const iat = Math.floor(nowMs() / 1000)
    return new SignJWT({ ...claims, iat, exp: iat + lifeSeconds })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .sign(secret)
  }
  const legacyKey = (role: Role) => sign({ iss: 'supabase', ref: 'fake', role }, 10 * YEAR_SECONDS)
  const keys: FakeKeys = {
    anon: await legacyKey('anon'),
    serviceRole: await legacyKey('service_role'),
    publishable: 'sb_publishable_fake-0123456789abcdef',
    secret: 'sb_secret_fake-0123456789abcdef',
  }
  const opaque = new Map<string, Role>([
    [keys.publishable, 'anon'],
    [keys.secret, 'service_role'],
  ])

  const read = async (token: string) => {
    try {
      const options = { algorithms: ['HS256'], currentDate: new Date(nowMs()) }
      return (await jwtVerify(token, secret, options)).payload
    } catch {
      return null
    }
  }
  const roleOfToken = async (token: string): Promise<Role | null> => {
    const known = opaque.get(token)
    if (known !== undefined) return known
    const role = (await read(token))?.role
    return ROLES.includes(role) ? (role as Role) : null
  }

  return {
    keys,
    signToken: sign,
    readToken: read,
    async roleOf({ headers }) {
      const apiKey = headers.apikey
      if (apiKey !== undefined && (await roleOfToken(apiKey)) === null) return unknownApiKey()
      const token = BEARER.exec(headers.authorization ?? '')?.[1]
      if (token === undefined) return 'anon'
      return (await roleOfToken(token)) ?? storageError('AccessDenied', 'signature verification failed')
    },
  }
}
