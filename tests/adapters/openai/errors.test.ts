import { afterAll, describe, expect, test } from 'bun:test'
import { createOpenAiEmbedder } from '../../../src/adapters/openai/embedder.ts'
import { parseRetryAfter } from '../../../src/adapters/openai/errors.ts'
import { endpointUrl } from '../../../src/adapters/openai/server.ts'
import type { PortError } from '../../../src/ports/port-error.ts'
import { type Fault, startFakeOpenAi } from '../../../src/testing/fakes/openai/server.ts'

const fake = await startFakeOpenAi()
afterAll(() => fake.close())

const { baseUrl, apiKey } = fake
const options = { baseUrl, apiKey, model: 'tiny', dimensions: 64 }
const embedWith = async (
  more: Partial<Parameters<typeof createOpenAiEmbedder>[0]>,
  signal = new AbortController().signal,
) => {
  const embedder = (await createOpenAiEmbedder({ ...options, ...more }))._unsafeUnwrap()
  return embedder.embed(['a lamp'], 'document', signal)
}
const errorOf = async (fault: Fault): Promise<PortError> => {
  fake.fail('/v1/embeddings', fault)
  return (await embedWith({}))._unsafeUnwrapErr()
}

describe('answers of the server', () => {
  test.each([
    [{ status: 400, body: { error: { message: 'no such parameter' } } }, 'permanent', 'bad_request'],
    [
      { status: 400, body: { error: { message: 'long', code: 'context_length_exceeded' } } },
      'permanent',
      'context_too_long',
    ],
    [{ status: 401 }, 'permanent', 'bad_api_key'],
    [{ status: 402 }, 'permanent', 'quota_exhausted'],
    [{ status: 403 }, 'permanent', 'forbidden'],
    [{ status: 404, body: { error: 'model not found' } }, 'permanent', 'not_found'],
    [{ status: 413 }, 'permanent', 'file_too_large'],
    [{ status: 422, body: { detail: [{ loc: ['body'] }] } }, 'permanent', 'bad_request'],
    [
      { status: 429, body: { error: { message: 'pay', code: 'insufficient_quota' } } },
      'permanent',
      'quota_exhausted',
    ],
    [{ status: 307, headers: { location: 'https://example.org' } }, 'permanent', 'redirected'],
    [{ status: 408 }, 'transient', 'server_error'],
    [{ status: 409 }, 'transient', 'server_error'],
    [{ status: 500, html: '<h1>Internal Server Error</h1>' }, 'transient', 'server_error'],
    [{ status: 503 }, 'transient', 'server_error'],
    [{ truncated: true }, 'transient', 'bad_answer'],
    [{ json: { surprise: true } }, 'permanent', 'unexpected_answer'],
  ] as const)('%j is %s (%s)', async (fault, kind, code) => {
    expect(await errorOf(fault)).toMatchObject({ kind, code })
  })

  test('429 waits as long as the server says, in seconds', async () => {
    const error = await errorOf({ status: 429, headers: { 'retry-after': '7' } })
    expect(error).toMatchObject({ kind: 'throttled', code: 'rate_limited', retryAfterMs: 7000 })
  })

  test('429 without a time waits for a while', async () => {
    const error = await errorOf({ status: 429 })
    expect(error.kind === 'throttled' && error.retryAfterMs).toBe(30_000)
  })

  test('503 keeps the time that the server asks for', async () => {
    const error = await errorOf({ status: 503, headers: { 'retry-after': '3' } })
    expect(error).toMatchObject({ kind: 'transient', retryAfterMs: 3000 })
  })

  test.each([
    ['120', 120_000],
    ['0', 0],
    ['1.5', 1500],
    ['-5', 0],
    ['999999999', 24 * 60 * 60 * 1000],
    ['Mon, 23 Nov 2026 12:00:30 GMT', 30_000],
    ['Mon, 23 Nov 2026 11:00:00 GMT', 0],
    ['soon', null],
    ['', null],
    [null, null],
  ])('Retry-After %p is %p ms', (header, expected) => {
    expect(parseRetryAfter(header, Date.parse('2026-11-23T12:00:00Z'))).toBe(expected)
  })

  test('no message ever holds the key', async () => {
    const secret = 'sk-very-secret-0123456789'
    const refused = (await embedWith({ apiKey: secret }))._unsafeUnwrapErr()
    const echoed = await errorOf({
      status: 400,
      body: { error: { message: `key ${apiKey} and sk-other_1234 are bad` } },
    })
    expect(refused.code).toBe('bad_api_key')
    expect(JSON.stringify(refused)).not.toContain(secret)
    expect(JSON.stringify(echoed)).not.toMatch(/sk-/)
    expect(echoed.message).toContain('[key]')
  })
})

describe('connections', () => {
  test('nobody there is transient', async () => {
    const error = (await embedWith({ baseUrl: 'http://127.0.0.1:1' }))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'transient', code: 'unreachable' })
  })

  test('no answer in time is transient', async () => {
    fake.fail('/v1/embeddings', { slowMs: 60_000 })
    const error = (await embedWith({ timeoutMs: 30 }))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'transient', code: 'timeout' })
  })

  test('an abort ends a request under way', async () => {
    fake.fail('/v1/embeddings', { slowMs: 60_000 })
    const controller = new AbortController()
    const running = embedWith({}, controller.signal)
    setTimeout(() => controller.abort(), 20)
    expect((await running)._unsafeUnwrapErr()).toMatchObject({ kind: 'transient', code: 'aborted' })
  })

  test('an answer without end is cut off', async () => {
    let cancelled = false
    const chunk = new Uint8Array(8 * 1024 * 1024).fill(32)
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(chunk),
      cancel: () => {
        cancelled = true
      },
    })
    const error = (await embedWith({ fetch: async () => new Response(body) }))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'permanent', code: 'answer_too_large' })
    expect(cancelled).toBe(true)
  })

  test('check asks for the models; a server without that list passes, one that refuses the key does not', async () => {
    const embedder = (await createOpenAiEmbedder(options))._unsafeUnwrap()
    expect((await embedder.check()).isOk()).toBe(true)
    fake.fail('/v1/models', { status: 404 }, { status: 401 })
    expect((await embedder.check()).isOk()).toBe(true)
    expect((await embedder.check())._unsafeUnwrapErr().code).toBe('bad_api_key')
  })

  test.each([
    ['https://api.openai.com', 'https://api.openai.com/v1/models'],
    ['https://api.openai.com/v1/', 'https://api.openai.com/v1/models'],
    ['https://api.groq.com/openai/v1', 'https://api.groq.com/openai/v1/models'],
    ['http://localhost:11434/', 'http://localhost:11434/v1/models'],
    ['https://example.org/api/v3', 'https://example.org/api/v3/models'],
  ])('%p leads to %p', (base, expected) => {
    expect(endpointUrl(base, '/models')).toBe(expected)
  })
})
