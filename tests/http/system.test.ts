import { describe, expect, test } from 'bun:test'
import { okAsync } from 'neverthrow'
import packageJson from '../../package.json' with { type: 'json' }
import { addBook, createTestApi, readProblem } from '../support/http-api.ts'

const open = { token: null }

describe('health and readiness', () => {
  test('alive without a token, at the root and below the base path', async () => {
    const { call } = createTestApi()
    for (const path of ['/healthz', '/api/v1/healthz']) {
      const response = await call(path, open)
      expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }])
    }
  })

  test('ready when every check is', async () => {
    const check = { name: 'database', ok: true }
    const bad = { name: 'transcriber', ok: false, detail: 'pocketsphinx is missing' }
    const ready = await createTestApi({ readiness: async () => [check] }).call('/readyz', open)
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready', checks: [check] }])
    const not = await createTestApi({ readiness: async () => [check, bad] }).call('/readyz', open)
    expect([not.status, await not.json()]).toEqual([503, { status: 'not_ready', checks: [check, bad] }])
  })
})

test('metrics: requests by pattern, jobs, process', async () => {
  const api = createTestApi()
  const { audiobook } = addBook(api)
  await api.call(`/admin/audiobooks/${audiobook.id}`)
  await api.call('/nowhere', { ...open, method: 'PATCH' })
  const response = await api.call('/metrics', open)
  expect(response.headers.get('content-type')).toContain('text/plain')
  const text = await response.text()
  const line = 'method="GET",route="/api/v1/admin/audiobooks/:audiobook_id",status="200"'
  expect(text).toContain(`chapterwise_http_requests_total{${line}} 1`)
  expect(text).toContain('chapterwise_jobs{type="transcribe",state="due"} 1')
  expect(text).toContain('chapterwise_dependency_up{dependency="database"} 1')
  expect(text).toContain('chapterwise_queue_jobs{type="tag",state="ready"} 0')
  expect(text).toMatch(/process_uptime_seconds \d/)
  expect(text).toContain('method="other"')
  expect(text).not.toContain(audiobook.id)
})

describe('the description of the API', () => {
  test('is OpenAPI 3.1 with this version and everything a generator wants', async () => {
    const response = await createTestApi().call('/openapi.json', open)
    const document = (await response.json()) as {
      openapi: string
      info: { version: string }
      paths: Record<string, Record<string, Record<string, unknown>>>
      components: { securitySchemes: Record<string, unknown> }
    }
    expect([document.openapi, document.info.version]).toEqual(['3.1.0', packageJson.version])
    expect(Object.keys(document.components.securitySchemes)).toEqual([
      'adminToken',
      'supabaseJwt',
      'webhookSecret',
      'workerToken',
    ])
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path))
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const operation of Object.values(methods)) {
        expect([path, typeof operation.summary, Array.isArray(operation.tags)]).toEqual([
          path,
          'string',
          true,
        ])
        expect((operation.security as unknown[]).length > 0).toBe(/\/(?:admin|webhooks)\//.test(path))
      }
    }
  })

  test('the page needs no other host and no inline script', async () => {
    const { call } = createTestApi()
    const page = await call('/docs', open)
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    const html = await page.text()
    expect(html).not.toMatch(/https?:|\/\/[a-z]/i)
    expect(html).not.toMatch(/<script(?![^>]* src=)|\son\w+=/i)
    const assets = Array.from(html.matchAll(/(?:src|href)="([^"]+)"/g), ([, path]) => path ?? '')
    expect(assets.length).toBe(5)
    for (const base of ['/', '/api/v1/']) {
      for (const asset of assets) {
        const response = await call(`${base}${asset}`, open)
        expect([asset, response.status, (await response.arrayBuffer()).byteLength > 50]).toEqual([
          asset,
          200,
          true,
        ])
      }
    }
  })

  test.each(['/docs/package.json', '/docs/..%2Fpackage.json', '/docs/constructor', '/docs/index.html'])(
    '%s is not served',
    async (path) => {
      await readProblem(await createTestApi().call(path, open), 404)
    },
  )
})

describe('every answer', () => {
  test('carries a request id: the client’s when it is sane', async () => {
    const { call } = createTestApi()
    const idFor = async (id: string) =>
      (await call('/healthz', { ...open, headers: { 'x-request-id': id } })).headers.get('x-request-id')
    expect(await idFor('abc-123_X=')).toBe('abc-123_X=')
    for (const bad of ['', 'a b', '<script>', 'x'.repeat(129)]) {
      expect(await idFor(bad)).toMatch(/^[0-9a-f-]{36}$/)
    }
  })

  test('a problem names the request', async () => {
    const response = await createTestApi().call('/nowhere', { ...open, headers: { 'x-request-id': 'r1' } })
    expect(await readProblem(response, 404)).toEqual({
      ...{ type: 'urn:chapterwise:problem:route_not_found', title: 'Not found', status: 404 },
      ...{ detail: 'There is nothing here.', code: 'route_not_found', request_id: 'r1' },
    })
  })

  test('has secure headers', async () => {
    const { headers } = await createTestApi().call('/admin/audiobooks')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'")
    expect(headers.get('access-control-allow-origin')).toBeNull()
  })

  test('a wrong method is told the right ones', async () => {
    const { call } = createTestApi()
    const response = await call('/admin/audiobooks', { method: 'DELETE' })
    expect(response.headers.get('allow')?.split(', ').sort()).toEqual(['GET', 'HEAD', 'POST'])
    expect((await readProblem(response, 405)).code).toBe('method_not_allowed')
  })

  test('is logged once, without ids in the pattern', async () => {
    const api = createTestApi()
    await api.call('/admin/audiobooks/01936f0e-8d5c-7c3a-9a64-0f5b7c1f2a11')
    expect(api.logs).toMatchObject([
      {
        level: 'info',
        fields: { route: '/api/v1/admin/audiobooks/:audiobook_id', status: 404, method: 'GET' },
      },
    ])
  })
})

describe('cross-origin calls', () => {
  test('from configured origins only', async () => {
    const { call } = createTestApi({ corsOrigins: ['https://app.test'] })
    const from = (origin: string, method = 'GET') =>
      call('/admin/audiobooks', { method, headers: { origin, 'access-control-request-method': 'POST' } })
    const allowed = await from('https://app.test')
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.test')
    expect(allowed.headers.get('access-control-expose-headers')).toContain('X-Request-Id')
    expect((await from('https://evil.test')).headers.get('access-control-allow-origin')).toBeNull()
    const preflight = await from('https://app.test', 'OPTIONS')
    expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([
      ...[204, 'GET,HEAD,POST,PUT,DELETE'],
    ])
  })
})

describe('bodies', () => {
  const path = '/admin/audiobooks'
  const send = (body: string, type: string | null = 'application/json', token?: string | null) =>
    createTestApi().call(path, {
      ...{ method: 'POST', body, headers: type === null ? {} : { 'content-type': type } },
      ...(token === undefined ? {} : { token }),
    })

  test('that do not parse', async () => {
    for (const body of ['', '{', '{"a":}', '\u0000']) {
      expect((await readProblem(await send(body), 400)).code).toBe('malformed_body')
    }
  })
  test('that are needed and not there', async () => {
    const { call, state } = createTestApi()
    const paths = [path, '/admin/uploads', '/admin/jobs/retry', '/admin/jobs/reembed']
    for (const needy of paths) {
      const problem = await readProblem(await call(needy, { method: 'POST' }), 400)
      expect([problem.code, problem.detail]).toEqual(['malformed_body', 'This needs a JSON body.'])
    }
    expect(state.uploads.size).toBe(0)
  })
  test('of another type', async () => {
    for (const type of [
      'text/plain',
      'application/xml',
      'application/jsonx',
      'multipart/form-data; boundary=x',
    ]) {
      expect((await readProblem(await send('{}', type), 415)).code).toBe('unsupported_content_type')
    }
  })
  test('that are too large, but only for those who may send them', async () => {
    const large = JSON.stringify({ title: 'x'.repeat(1024 * 1024) })
    expect((await readProblem(await send(large), 413)).code).toBe('body_too_large')
    expect((await readProblem(await send(large, 'application/json', null), 401)).code).toBe('missing_token')
  })
})

test('a bug is told to the log and not to the client', async () => {
  const secret = 'column "password" does not exist'
  const base = createTestApi()
  const api = createTestApi({
    audiobooks: {
      ...base.deps.audiobooks,
      find: () => {
        throw new Error(secret)
      },
      list: () => okAsync({ items: [], hasMore: false }),
    },
  })
  const response = await api.call('/admin/audiobooks/01936f0e-8d5c-7c3a-9a64-0f5b7c1f2a11')
  const problem = await readProblem(response, 500)
  expect(problem.code).toBe('internal_error')
  expect(JSON.stringify(problem)).not.toContain('password')
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  const logged = api.logs.find(({ level }) => level === 'error')
  expect(logged?.fields.requestId).toBe(problem.request_id)
  expect(String(logged?.fields.error)).toContain(secret)
})
