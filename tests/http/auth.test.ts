import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { createManualClock } from '../../src/adapters/memory/clock.ts'
import { createTokenVerifier } from '../../src/http/tokens/token-verifier.ts'
import { ADMIN_TOKEN, addBook, createTestApi, readProblem, WORKER_TOKEN } from '../support/http-api.ts'

const URL = 'https://project.supabase.test'
const SECRET = 'a-shared-secret-of-at-least-32-bytes!'
const USER = '5a4c9f4e-5f0e-4f6e-9a50-0c8f3f1d2b10'
const LIST = '/admin/audiobooks'

const clock = createManualClock(new Date('2026-06-01T12:00:00Z'))
const nowSeconds = clock.now().getTime() / 1000
const secretKey = new TextEncoder().encode(SECRET)

const adminClaims: JWTPayload = {
  sub: USER,
  iss: `${URL}/auth/v1`,
  aud: 'authenticated',
  exp: nowSeconds + 3600,
  role: 'authenticated',
  app_metadata: { role: 'admin' },
}

const hs256 = (claims: JWTPayload, key: Uint8Array = secretKey) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(key)

const ec = await generateKeyPair('ES256', { extractable: true })
const rsa = await generateKeyPair('RS256', { extractable: true })
const stranger = await generateKeyPair('ES256', { extractable: true })
const publicKeys = {
  keys: [
    { ...(await exportJWK(ec.publicKey)), kid: 'ec', alg: 'ES256', use: 'sig' },
    { ...(await exportJWK(rsa.publicKey)), kid: 'rsa', alg: 'RS256', use: 'sig' },
  ],
}

const signed = (claims: JWTPayload, alg: 'ES256' | 'RS256', kid: string, key: CryptoKey) =>
  new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(key)

let jwksIsUp = true
const jwksRequests: string[] = []
const fetchKeys = async (url: string) => {
  jwksRequests.push(url)
  if (!jwksIsUp) throw new TypeError('fetch failed')
  return Response.json(publicKeys)
}

function apiWith(options: { readonly jwtSecret?: string } = { jwtSecret: SECRET }) {
  return createTestApi({
    tokens: createTokenVerifier({
      adminTokens: [ADMIN_TOKEN, 'second-admin-token'],
      workerToken: WORKER_TOKEN,
      supabase: { url: `${URL}/`, clock, fetch: fetchKeys, ...options },
    }),
  })
}

const statusOf = async (token: string | null, api = apiWith()) => (await api.call(LIST, { token })).status
const codeOf = async (token: string | null, status: number, api = apiWith()) =>
  (await readProblem(await api.call(LIST, { token }), status)).code

describe('static tokens', () => {
  test('admin tokens open the API', async () => {
    expect(await statusOf(ADMIN_TOKEN)).toBe(200)
    expect(await statusOf('second-admin-token')).toBe(200)
  })

  test('without a token: 401 and how to do better', async () => {
    const response = await apiWith().call(LIST, { token: null })
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="chapterwise"')
    expect((await readProblem(response, 401)).code).toBe('missing_token')
  })

  test.each([
    ['empty', ''],
    ['another', 'x'],
    ['one sign more', `${ADMIN_TOKEN}x`],
    ['one sign less', ADMIN_TOKEN.slice(1)],
    ['without end', 'a'.repeat(9000)],
    ['the token of workers', WORKER_TOKEN],
  ])('not a token: %s', async (_name, token) => {
    const response = await apiWith().call(LIST, { token })
    expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"')
    expect((await readProblem(response, 401)).code).toBe('invalid_token')
  })

  test.each(['Basic YWRtaW46YWRtaW4=', 'Bearer', 'Bearer a b', ADMIN_TOKEN, 'Token x'])(
    'not a bearer header: %p',
    async (authorization) => {
      const response = await apiWith().call(LIST, { token: null, headers: { authorization } })
      expect((await readProblem(response, 401)).code).toBe('invalid_token')
    },
  )

  test('an empty configured token opens nothing', async () => {
    const tokens = createTokenVerifier({ adminTokens: [''], workerToken: '', supabase: null })
    expect(await statusOf('', createTestApi({ tokens }))).toBe(401)
  })
})

describe('the worker token', () => {
  const report = (token: string | null) =>
    apiWith().call(`/admin/jobs/${USER}/status`, {
      method: 'POST',
      token,
      json: { event: 'complete', epoch: 1 },
    })

  test('opens the report', async () => {
    expect((await readProblem(await report(WORKER_TOKEN), 404)).code).toBe('job_not_found')
  })
  test('no other token does', async () => {
    const tokens = [ADMIN_TOKEN, await hs256(adminClaims), 'x']
    for (const token of tokens) {
      expect((await readProblem(await report(token), 401)).code).toBe('invalid_token')
    }
    expect((await readProblem(await report(null), 401)).code).toBe('missing_token')
  })
  test('a path that only looks like the report is for admins', async () => {
    const paths = [`${LIST}/jobs/x/status`, '/admin/jobs/x/status/more', '/admin/jobs//status']
    for (const path of paths) {
      const response = await apiWith().call(path, { method: 'POST', token: WORKER_TOKEN })
      expect((await readProblem(response, 401)).code).toBe('invalid_token')
    }
  })
})

describe('Supabase tokens', () => {
  test('an admin signed by the secret or by a published key gets in', async () => {
    expect(await statusOf(await hs256(adminClaims))).toBe(200)
    expect(await statusOf(await signed(adminClaims, 'ES256', 'ec', ec.privateKey))).toBe(200)
    expect(await statusOf(await signed(adminClaims, 'RS256', 'rsa', rsa.privateKey))).toBe(200)
    expect(jwksRequests.at(-1)).toBe(`${URL}/auth/v1/.well-known/jwks.json`)
  })

  test('sees only what its user owns', async () => {
    const api = apiWith()
    const own = addBook(api, { ownerId: USER })
    const foreign = addBook(api, { ownerId: 'someone else' })
    const token = await hs256(adminClaims)
    const list = (await (await api.call(LIST, { token })).json()) as { items: { id: string }[] }
    expect(list.items.map(({ id }) => id)).toEqual([own.audiobook.id])
    const response = await api.call(`${LIST}/${foreign.audiobook.id}`, { token })
    expect((await readProblem(response, 404)).code).toBe('audiobook_not_found')
  })

  test('expired', async () => {
    const token = await hs256({ ...adminClaims, exp: nowSeconds - 1 })
    expect(await codeOf(token, 401)).toBe('token_expired')
  })

  test.each<[string, JWTPayload]>([
    ['another issuer', { ...adminClaims, iss: 'https://evil.test/auth/v1' }],
    ['another audience', { ...adminClaims, aud: 'anon' }],
    ['no audience', omit('aud')],
    ['no expiry', omit('exp')],
    ['no subject, like the legacy keys', { ...omit('sub'), role: 'service_role' }],
    ['an empty subject', { ...adminClaims, sub: '' }],
    ['no role', omit('role')],
    ['the role of a key, though there is a subject', { ...adminClaims, role: 'service_role' }],
    ['a role claim that promises more', { ...adminClaims, role: 'admin' }],
    ['not valid yet', { ...adminClaims, nbf: nowSeconds + 600 }],
  ])('%s', async (_name, claims) => {
    expect(await codeOf(await hs256(claims), 401)).toBe('invalid_token')
  })

  test.each<[string, JWTPayload]>([
    ['no role', { ...adminClaims, app_metadata: {} }],
    ['no metadata', omit('app_metadata')],
    ['another role', { ...adminClaims, app_metadata: { role: 'editor' } }],
    ['roles as a list', { ...adminClaims, app_metadata: { role: ['admin'] } }],
    ['a role that the user gave itself', { ...omit('app_metadata'), user_metadata: { role: 'admin' } }],
  ])('not an admin: %s', async (_name, claims) => {
    expect(await codeOf(await hs256(claims), 403)).toBe('not_an_admin')
  })

  test('forged: another secret, another key, a changed payload, no signature', async () => {
    const good = await hs256(adminClaims)
    const [header, , signature] = good.split('.')
    const payload = Buffer.from(JSON.stringify({ ...adminClaims, sub: 'other' })).toString('base64url')
    const forged = [
      await hs256(adminClaims, new TextEncoder().encode('another-secret-of-at-least-32-bytes!!')),
      await signed(adminClaims, 'ES256', 'ec', stranger.privateKey),
      await signed(adminClaims, 'ES256', 'unknown', stranger.privateKey),
      `${header}.${payload}.${signature}`,
      `${header}.${payload}.`,
      new UnsecuredJWT(adminClaims).encode(),
      'a.b.c',
    ]
    for (const token of forged) expect(await codeOf(token, 401)).toBe('invalid_token')
  })

  test('a public key is no shared secret', async () => {
    const publicAsSecret = new TextEncoder().encode(JSON.stringify(publicKeys.keys[1]))
    const token = await new SignJWT(adminClaims)
      .setProtectedHeader({ alg: 'HS256', kid: 'rsa' })
      .sign(publicAsSecret)
    expect(await codeOf(token, 401)).toBe('invalid_token')
    expect(await codeOf(token, 401, apiWith({}))).toBe('invalid_token')
  })

  test('without a configured secret HS256 is refused', async () => {
    expect(await codeOf(await hs256(adminClaims), 401, apiWith({}))).toBe('invalid_token')
  })

  describe('while the keys can not be fetched', () => {
    beforeAll(() => {
      jwksIsUp = false
    })
    afterAll(() => {
      jwksIsUp = true
    })
    test('503 for tokens that need them, not 401; the others work', async () => {
      const response = await apiWith().call(LIST, {
        token: await signed(adminClaims, 'ES256', 'ec', ec.privateKey),
      })
      expect(response.headers.get('retry-after')).toBe('5')
      expect((await readProblem(response, 503)).code).toBe('service_unavailable')
      expect(await statusOf(await hs256(adminClaims))).toBe(200)
      expect(await statusOf(ADMIN_TOKEN)).toBe(200)
    })
  })
})

test('no token ever reaches the log', async () => {
  const api = apiWith()
  const token = await hs256({ ...adminClaims, exp: nowSeconds - 1 })
  await api.call(LIST)
  await api.call(LIST, { token })
  expect(api.logs.length).toBe(2)
  expect(JSON.stringify(api.logs)).not.toContain(ADMIN_TOKEN)
  expect(JSON.stringify(api.logs)).not.toContain(token)
})

function omit(claim: keyof JWTPayload): JWTPayload {
  const { [claim]: _left, ...rest } = adminClaims
  return rest
}
