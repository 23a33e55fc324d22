import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { backoffMs, DEFAULT_RETRY } from '../../src/client/calls/retry.ts'
import { readRetryAfterMs } from '../../src/client/errors/read-refusal.ts'
import { api, ChapterwiseError, type ClientOptions, createChapterwiseClient } from '../../src/client/index.ts'
import { type FakeServer, startFakeChapterwise } from '../fakes/chapterwise-server.ts'
import { errorOf } from '../support/error-of.ts'

const ADMIN = '/api/v1/admin'
const BOOK = `${ADMIN}/audiobooks/b1`
const UPLOADS = `${ADMIN}/uploads`
const OK = { status: 200, body: { id: 'b1' } }

let server: FakeServer

beforeEach(async () => {
  server = await startFakeChapterwise()
})
afterEach(() => server.close())

const client = (options: Partial<ClientOptions> = {}) =>
  createChapterwiseClient({
    baseUrl: `${server.url}/`,
    token: 'secret-token',
    retry: { firstDelayMs: 0 },
    ...options,
  })

const refusal = (options?: Partial<ClientOptions>): Promise<ChapterwiseError> =>
  errorOf(client(options).getAudiobook('b1')) as Promise<ChapterwiseError>

const busy = (retryAfter: string) => ({
  status: 503,
  body: { title: 'Service unavailable', code: 'service_unavailable' },
  headers: { 'retry-after': retryAfter },
})

describe('what is sent', () => {
  test('the token, headers of every request, an idempotency key and JSON', async () => {
    server.answer(UPLOADS, { status: 201, body: { upload_id: 'u1' } })
    const body = { upload_type: 'single', total_files: 1, total_size_bytes: 10 } as const
    const { http } = client({ headers: { 'x-request-id': 'r7' } })
    await api.createUpload({ client: http, headers: { 'idempotency-key': 'key-1' }, body })
    const request = server.requests[0]
    expect(request?.headers).toMatchObject({
      authorization: 'Bearer secret-token',
      'x-request-id': 'r7',
      'idempotency-key': 'key-1',
    })
    expect(JSON.parse(request?.body ?? '')).toEqual(body)
  })

  test('the token of the moment, asked for before every try', async () => {
    server.answer(BOOK, 'drop', OK)
    let asked = 0
    const token = async () => `token-${++asked}`
    await client({ token }).getAudiobook('b1')
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ])
  })

  test('no token where there is none', async () => {
    server.answer(BOOK, OK)
    await client({ token: () => null }).getAudiobook('b1')
    expect(server.requests[0]?.headers.authorization).toBeUndefined()
  })
})

describe('trying again', () => {
  test('after a broken connection, and when the server is busy', async () => {
    server.answer(BOOK, 'drop', busy('0'), OK)
    const events: unknown[] = []
    const onRetry = ({ error, attempt }: { error: ChapterwiseError; attempt: number }) =>
      events.push([attempt, error.code])
    expect(await client({ onRetry }).getAudiobook('b1')).toMatchObject({ id: 'b1' })
    expect(events).toEqual([
      [1, 'connection_failed'],
      [2, 'service_unavailable'],
    ])
  })

  test('when a body breaks off', async () => {
    server.answer(BOOK, { ...OK, headers: { 'content-length': '5000' }, cut: true }, OK)
    expect(await client().getAudiobook('b1')).toMatchObject({ id: 'b1' })
    expect(server.requests).toHaveLength(2)
  })

  test('not for ever', async () => {
    server.answer(BOOK, 'drop')
    expect(await refusal()).toMatchObject({ code: 'connection_failed', status: null, isRetryable: true })
    expect(server.requests).toHaveLength(4)
    expect(await refusal({ retry: { maxTries: 1 } })).toBeInstanceOf(ChapterwiseError)
    expect(server.requests).toHaveLength(5)
  })

  test('not when the server refused, nor when it asks for a long wait', async () => {
    server.answer(BOOK, { status: 404, body: { title: 'Not found', code: 'audiobook_not_found' } })
    expect(await refusal()).toMatchObject({ code: 'audiobook_not_found', isRetryable: false })
    server.answer(BOOK, busy('3600'))
    expect(await refusal()).toMatchObject({ isRetryable: true, retryAfterMs: 3_600_000 })
    expect(server.requests).toHaveLength(2)
  })

  test('not of a POST without an idempotency key, unless nothing was done', async () => {
    const retry = () => api.retryJob({ client: client().http, path: { job_id: 'j1' } })
    server.answer(`${ADMIN}/jobs/j1/retry`, busy('0'))
    expect(await errorOf(retry())).toMatchObject({ code: 'service_unavailable' })
    expect(server.requests).toHaveLength(1)
    const throttled = { status: 429, body: { title: 'Slow down', code: 'rate_limited' } }
    server.answer(`${ADMIN}/jobs/j1/retry`, throttled, { status: 202, body: { id: 'j1' } })
    expect(await retry()).toMatchObject({ id: 'j1' })
  })

  test('later and later, never at the same moment as others', () => {
    const delays = [1, 2, 3, 20].map((attempt) => [
      backoffMs(attempt, DEFAULT_RETRY, 0),
      backoffMs(attempt, DEFAULT_RETRY, 1),
    ])
    expect(delays).toEqual([
      [250, 500],
      [500, 1000],
      [1000, 2000],
      [15_000, 30_000],
    ])
  })

  test.each([
    [null, null],
    ['2', 2000],
    ['Sat, 28 Nov 2026 10:00:05 GMT', 5000],
    ['Sat, 28 Nov 2026 09:00:00 GMT', 0],
    ['soon', null],
  ])('Retry-After: %p', (header, expected) => {
    expect(readRetryAfterMs(header, Date.parse('2026-11-28T10:00:00Z'))).toBe(expected)
  })
})

describe('errors', () => {
  test('hold all that the server said', async () => {
    const body = {
      type: 'urn:chapterwise:problem:invalid_input',
      title: 'Invalid request',
      status: 400,
      detail: 'The input is not valid.',
      code: 'invalid_input',
      request_id: 'r1',
      errors: [{ in: 'query', pointer: '/limit', detail: 'Too big.' }],
    }
    server.answer(BOOK, { status: 400, body })
    const error = await refusal()
    expect(error).toBeInstanceOf(ChapterwiseError)
    expect(error.message).toBe('The input is not valid.')
    expect(error).toMatchObject({ status: 400, code: 'invalid_input', requestId: 'r1', retryAfterMs: null })
    expect(error.problem).toEqual(body as never)
  })

  test('of a proxy are told as what they are', async () => {
    const headers = { 'content-type': 'text/html', 'x-request-id': 'p1' }
    server.answer(BOOK, { status: 418, body: '<html>', headers })
    expect(await refusal()).toMatchObject({ status: 418, code: 'unexpected_answer', requestId: 'p1' })
  })

  test('a web page is no answer, whatever its status', async () => {
    server.answer(BOOK, { status: 200, body: '<html>', headers: { 'content-type': 'text/html' } })
    expect(await refusal()).toMatchObject({ code: 'unexpected_answer', isRetryable: false })
  })

  test('a body that is no JSON is no answer', async () => {
    server.answer(BOOK, { status: 200, body: '{"id":' })
    expect(await refusal()).toMatchObject({ code: 'unexpected_answer' })
  })

  test('of generated functions are the same', async () => {
    server.answer(BOOK, { status: 404, body: { title: 'Not found', code: 'audiobook_not_found' } })
    const deleting = api.deleteAudiobook({ client: client().http, path: { audiobook_id: 'b1' } })
    expect(await errorOf(deleting)).toBeInstanceOf(ChapterwiseError)
  })

  test('a server that says nothing is not waited for', async () => {
    server.answer(BOOK, 'silence')
    const error = await refusal({ idleTimeoutMs: 20, retry: { maxTries: 2, firstDelayMs: 0 } })
    expect(error).toMatchObject({ code: 'timeout', isRetryable: true })
    expect(server.requests).toHaveLength(2)
  })
})

describe('an abort', () => {
  test('before a call sends nothing', async () => {
    const signal = AbortSignal.abort('enough')
    expect(await errorOf(client().getAudiobook('b1', { signal }))).toBe('enough')
    expect(server.requests).toHaveLength(0)
  })

  test('ends a call that waits for its answer, with the reason that was given', async () => {
    server.answer(BOOK, 'silence')
    const controller = new AbortController()
    const calling = errorOf(client().getAudiobook('b1', { signal: controller.signal }))
    await server.seen(1)
    controller.abort(new Error('enough'))
    expect(await calling).toEqual(new Error('enough'))
    expect(server.requests).toHaveLength(1)
  })

  test('ends a wait between two tries', async () => {
    server.answer(BOOK, busy('50'))
    const controller = new AbortController()
    const onRetry = () => controller.abort()
    const error = await errorOf(client({ onRetry }).getAudiobook('b1', { signal: controller.signal }))
    expect((error as Error).name).toBe('AbortError')
  })
})

describe('lists', () => {
  const page = (items: readonly string[], next: string | null) => ({
    status: 200,
    body: { items: items.map((id) => ({ id })), next_cursor: next },
  })
  const list = (query: string) => `${ADMIN}/audiobooks${query}`

  test('are read page by page, as far as they are wanted', async () => {
    server.answer(list('?limit=2'), page(['1', '2'], 'c2'))
    server.answer(list('?limit=2&cursor=c2'), page(['3'], null))
    const seen: string[] = []
    for await (const { id } of client().audiobooks({ limit: 2 })) {
      seen.push(id)
      if (id === '2') expect(server.requests).toHaveLength(1)
    }
    expect(seen).toEqual(['1', '2', '3'])
  })

  test('that turn in circles end with an error', async () => {
    server.answer(list(''), page(['1'], 'c'))
    server.answer(list('?cursor=c'), page(['2'], 'c'))
    const all = async () => {
      for await (const _book of client().audiobooks()) expect(server.requests.length).toBeLessThan(4)
    }
    expect(await errorOf(all())).toMatchObject({ code: 'unexpected_answer' })
  })

  test('are of uploads and jobs too', async () => {
    server.answer(`${ADMIN}/jobs?status=failed`, page(['j1'], null))
    server.answer(`${ADMIN}/uploads`, {
      status: 200,
      body: { uploads: [{ upload_id: 'u1' }], next_cursor: null },
    })
    for await (const job of client().jobs({ status: 'failed' })) expect(job.id).toBe('j1')
    for await (const upload of client().uploads()) expect(upload.upload_id).toBe('u1')
    expect(server.requests).toHaveLength(2)
  })
})

describe('the server itself', () => {
  test('another program is none', async () => {
    server.answer('/healthz', { status: 200, body: { status: 'up' } })
    expect(await errorOf(client().probe())).toMatchObject({ code: 'unexpected_answer' })
  })

  test('readiness is read from a 503 too', async () => {
    const body = { status: 'not_ready', checks: [{ name: 'transcriber', ok: false, detail: 'no ffmpeg' }] }
    server.answer('/readyz', { status: 503, body })
    expect((await client().readiness()).checks[0]?.detail).toBe('no ffmpeg')
    expect(server.requests).toHaveLength(1)
  })
})
