import { describe, expect, test } from 'bun:test'
import { theContract } from '../support/contract/contract.ts'
import { watchContract } from '../support/contract/watch.ts'
import { createTestApi } from '../support/http-api.ts'

/* What watches all other tests must itself see what is wrong. */

const ID = '01936f0e-8d5c-7c3a-9a64-0f5b7c1f2a11'
const WITH_ID = { 'X-Request-Id': 'r1' }
const JSON_TYPE = { 'content-type': 'application/json' }

const call = async (
  path: string,
  answer: { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: unknown },
  request: {
    readonly method?: string
    readonly headers?: Record<string, string>
    readonly json?: unknown
  } = {},
): Promise<Response> => {
  const { status = 200, headers = { ...WITH_ID, ...JSON_TYPE }, body } = answer
  const app = watchContract({
    fetch: (_request: Request): Response | Promise<Response> =>
      new Response(body === undefined ? null : JSON.stringify(body), { status, headers }),
  })
  return await app.fetch(
    new Request(`http://localhost${path}`, {
      method: request.method ?? 'GET',
      headers: { authorization: 'Bearer x', ...JSON_TYPE, ...request.headers },
      ...(request.json === undefined ? {} : { body: JSON.stringify(request.json) }),
    }),
  )
}

const progress = {
  ...{ upload_id: ID, status: 'pending', total_files: 1, total_size_bytes: 10 },
  ...{ uploaded_files: 0, progress: 0, uploaded_size_bytes: 0 },
}
const PROGRESS = `/api/v1/admin/uploads/${ID}/progress`
const problem = (code: string, status = 404) => ({
  status,
  headers: { ...WITH_ID, 'content-type': 'application/problem+json' },
  body: {
    ...{ type: `urn:chapterwise:problem:${code}`, title: 'T', status, detail: 'D', code, request_id: 'r1' },
  },
})

describe('answers', () => {
  test('as described', async () => {
    expect((await call(PROGRESS, { body: progress })).status).toBe(200)
    expect((await call(PROGRESS, problem('upload_not_found'))).status).toBe(404)
    expect((await call('/nowhere', problem('route_not_found'))).status).toBe(404)
  })

  test.each([
    ['a status', { status: 201, body: progress }, 'status 201 is not described'],
    ['a field', { body: { ...progress, owner: 'me' } }, 'unevaluated'],
    ['a type', { body: { ...progress, total_files: '1' } }, '/total_files must be integer'],
    ['a missing field', { body: { ...progress, status: undefined } }, "required property 'status'"],
    [
      'a content type',
      { body: progress, headers: { ...WITH_ID, 'content-type': 'text/plain' } },
      'content type',
    ],
    ['a header', { body: progress, headers: { ...WITH_ID, ...JSON_TYPE, 'x-secret': '1' } }, 'x-secret'],
    ['a missing header', { body: progress, headers: JSON_TYPE }, 'X-Request-Id is missing'],
    ['a code of another operation', problem('job_not_found'), 'the code job_not_found'],
    ['a code of another status', problem('validation_failed'), 'the code validation_failed'],
    ['a code that is none', problem('oh_no'), '/code must be equal to one of the allowed values'],
  ])('with %s that is not', async (_what, answer, message) => {
    await expect(call(PROGRESS, answer)).rejects.toThrow(message)
  })

  test('fields in parts of an object and in lists are looked at', async () => {
    const claim = { job_id: ID, epoch: 1, extra: true }
    const answer = call(
      '/api/v1/admin/jobs/heartbeats',
      { body: { stale: [claim] } },
      { method: 'POST', json: { claims: [] } },
    )
    await expect(answer).rejects.toThrow('/stale/0 must NOT have unevaluated')
  })

  test('a body where none is described', async () => {
    const path = `/api/v1/admin/uploads/${ID}`
    const gone = { status: 204, headers: WITH_ID }
    expect((await call(path, gone, { method: 'DELETE' })).status).toBe(204)
    await expect(call(path, { status: 200, body: {} }, { method: 'DELETE' })).rejects.toThrow('status 200')
  })

  test('to a call that is no operation: only a problem', async () => {
    await expect(call('/nowhere', { body: {} })).rejects.toThrow('status 200 to a call that is not described')
    await expect(call('/nowhere', { ...problem('route_not_found'), body: {} })).rejects.toThrow(
      'required property',
    )
  })
})

describe('requests that were accepted', () => {
  const heartbeats = (json: unknown, headers = {}) =>
    call('/api/v1/admin/jobs/heartbeats', { body: { stale: [] } }, { method: 'POST', json, headers })

  test('as described', async () => {
    expect((await heartbeats({ claims: [{ job_id: ID, epoch: 1 }] })).status).toBe(200)
  })

  test.each([
    ['a body', () => heartbeats({ claims: [{ job_id: ID, epoch: 0 }] }), '/claims/0/epoch must be >= 1'],
    ['no token', () => heartbeats({ claims: [] }, { authorization: '' }), 'no token'],
    ['a path', () => call('/api/v1/admin/uploads/x/progress', { body: progress }), 'upload_id'],
    [
      'a query',
      () => call('/api/v1/admin/jobs?limit=1000', { body: { items: [], next_cursor: null } }),
      "request's limit: / must be <= 100",
    ],
    ['a missing parameter', () => call('/api/v1/admin/search', { body: {} }), 'the request has no q'],
  ])('with %s that is not', async (_what, send, message) => {
    await expect(send()).rejects.toThrow(message)
  })
})

test('the test API is watched: a route that answers anything else fails', async () => {
  const { call: callApi, deps } = createTestApi({ mountPath: '/books' })
  expect((await callApi('/books/api/v1/admin/jobs')).status).toBe(200)
  const liar = createTestApi({ readiness: async () => [{ name: 'database', ok: true, secret: 1 } as never] })
  await expect(liar.call('/readyz')).rejects.toThrow('GET /readyz does not keep to openapi.yaml')
  expect(deps.mountPath).toBe('/books')
})

test('fixed paths are told from parameters', () => {
  expect(theContract().find('POST', '/api/v1/admin/jobs/retry')?.id).toBe('retryJobs')
  expect(theContract().find('GET', '/api/v1/admin/jobs/retry')?.id).toBe('getJob')
  expect(theContract().find('PATCH', '/api/v1/admin/jobs')).toBeNull()
})
