import { expect, test } from 'bun:test'
import { ResultAsync } from 'neverthrow'
import { createHttpApp } from '../../src/http/app.ts'
import { createTestApi, readProblem } from '../support/http-api.ts'

const never = () => new ResultAsync<never, never>(new Promise(() => {}))

test('an answer that does not begin in time is given up, and says when to come again', async () => {
  const base = createTestApi()
  const api = createTestApi({
    requestTimeoutMs: 20,
    audiobooks: { ...base.deps.audiobooks, list: never },
  })
  const response = await api.call('/admin/audiobooks')
  expect(response.headers.get('retry-after')).toBe('10')
  expect((await readProblem(response, 503)).code).toBe('request_timed_out')
})

test('a body that never ends is given up, too', async () => {
  const api = createTestApi({ requestTimeoutMs: 20 })
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{"upload_type":')),
  })
  const request = new Request('http://localhost/api/v1/admin/uploads', {
    ...{ method: 'POST', body, duplex: 'half' },
    headers: { authorization: 'Bearer admin-token-for-tests', 'content-type': 'application/json' },
  } as RequestInit)
  expect((await createHttpApp(api.deps).request(request)).status).toBe(503)
})
