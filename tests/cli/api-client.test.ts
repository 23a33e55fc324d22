import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApiClient } from '../../src/cli/api/client.ts'
import { EXIT } from '../../src/cli/failure.ts'
import { type FakeServer, startFakeChapterwise } from '../fakes/chapterwise-server.ts'

const UPLOADS = '/api/v1/admin/uploads'
const FILES = `${UPLOADS}/u1/files`
const NEW_UPLOAD = { upload_type: 'single', total_files: 1, total_size_bytes: 10 }
const CREATED = { status: 201, body: { upload_id: 'u1', status: 'pending' } }
const SENT = { status: 201, body: { file_id: 'f1', file_name: 'book.m4b' } }

let server: FakeServer
let directory = ''

beforeEach(async () => {
  server = await startFakeChapterwise()
  directory = mkdtempSync(join(tmpdir(), 'chapterwise-cli-'))
})

afterEach(async () => {
  await server.close()
  rmSync(directory, { recursive: true, force: true })
})

const client = () => createApiClient({ baseUrl: server.url, token: 'secret-token', firstDelayMs: 0 })

const fileOf = (content: string, fileName = 'book.m4b', chapterNumber: number | null = null) => {
  const path = join(directory, 'audio')
  writeFileSync(path, content)
  return { path, fileName, sizeBytes: Buffer.byteLength(content), chapterNumber }
}

test('sends the token, the idempotency key and JSON', async () => {
  server.answer(UPLOADS, CREATED)
  const created = await client().createUpload(NEW_UPLOAD, 'key-1')
  expect(created._unsafeUnwrap()).toEqual({ upload_id: 'u1', status: 'pending' })
  const [request] = server.requests
  expect(request?.headers.authorization).toBe('Bearer secret-token')
  expect(request?.headers['idempotency-key']).toBe('key-1')
  expect(JSON.parse(request?.body ?? '')).toEqual(NEW_UPLOAD)
})

describe('trying again', () => {
  test('after a broken connection, with the same key', async () => {
    server.answer(UPLOADS, 'drop', 'drop', CREATED)
    const created = await client().createUpload(NEW_UPLOAD, 'key-1')
    expect(created.isOk()).toBe(true)
    expect(server.requests.map(({ headers }) => headers['idempotency-key'])).toEqual([
      'key-1',
      'key-1',
      'key-1',
    ])
  })

  test('when the server is busy or its last try is not over yet', async () => {
    const busy = {
      status: 503,
      body: { title: 'Service unavailable', code: 'service_unavailable' },
      headers: { 'retry-after': '0' },
    }
    const inProgress = { status: 409, body: { title: 'Conflict', code: 'file_in_progress' } }
    server.answer(UPLOADS, busy, inProgress, CREATED)
    expect((await client().createUpload(NEW_UPLOAD, 'key-1')).isOk()).toBe(true)
    expect(server.requests).toHaveLength(3)
  })

  test('not for ever', async () => {
    server.answer(UPLOADS, 'drop')
    const created = await client().createUpload(NEW_UPLOAD, 'key-1')
    expect(created._unsafeUnwrapErr().exitCode).toBe(EXIT.unreachable)
    expect(server.requests).toHaveLength(4)
  })

  test('not when the server refused', async () => {
    server.answer(UPLOADS, { status: 409, body: { title: 'Conflict', code: 'idempotency_key_reused' } })
    const created = await client().createUpload(NEW_UPLOAD, 'key-1')
    expect(created._unsafeUnwrapErr().exitCode).toBe(EXIT.refused)
    expect(server.requests).toHaveLength(1)
  })
})

test('a problem is told in full: detail, each pointer, code and request', async () => {
  const body = {
    title: 'Invalid request',
    status: 400,
    detail: 'The input is not valid.',
    code: 'invalid_input',
    request_id: 'r1',
    errors: [{ in: 'body', pointer: '/title', detail: 'Too long.' }],
  }
  server.answer('/api/v1/admin/audiobooks', { status: 400, body })
  const { message, hints } = (await client().createAudiobook({}, 'key-1'))._unsafeUnwrapErr()
  expect(message).toBe('The input is not valid.')
  expect(hints).toEqual(['/title: Too long.', '400 invalid_input, request r1'])
})

test('a missing token is told with what to do', async () => {
  server.answer(`${UPLOADS}/u1`, {
    status: 401,
    body: { title: 'Authentication needed', code: 'invalid_token' },
  })
  const { hints } = (await client().getUpload('u1'))._unsafeUnwrapErr()
  expect(hints.join('\n')).toContain('--token')
})

test('an answer of another program is no answer', async () => {
  server.answer('/healthz', { status: 200, body: '<html>router</html>' })
  expect((await client().probe()).isErr()).toBe(true)
})

test('readiness is read from a 503 too', async () => {
  const body = { status: 'not_ready', checks: [{ name: 'transcriber', ok: false, detail: 'no ffmpeg' }] }
  server.answer('/readyz', { status: 503, body })
  expect((await client().readiness())._unsafeUnwrap().checks[0]?.detail).toBe('no ffmpeg')
})

describe('sending a file', () => {
  test('as form data with its exact length, fields before the file', async () => {
    server.answer(FILES, SENT)
    const content = 'x'.repeat(700_000)
    const sentBytes: number[] = []
    const sent = await client().sendFile('u1', fileOf(content, 'Kapitel "1".mp3', 3), 'key-2', (bytes) =>
      sentBytes.push(bytes),
    )
    expect(sent.isOk()).toBe(true)
    const request = server.requests[0]
    expect(Number(request?.headers['content-length'])).toBe(request?.body.length ?? -1)
    expect(request?.headers['idempotency-key']).toBe('key-2')
    expect(request?.body).toMatch(/name="chapter_number"\r\n\r\n3\r\n[\s\S]*filename="Kapitel %221%22\.mp3"/)
    expect(request?.body).toContain(`\r\n\r\n${content}\r\n--`)
    expect(sentBytes).toEqual(sentBytes.toSorted((a, b) => a - b))
    expect(sentBytes.at(-1)).toBe(request?.body.length)
  })

  test('again from the start after a broken connection', async () => {
    server.answer(FILES, 'drop', SENT)
    const sent = await client().sendFile('u1', fileOf('audio'), 'key-2', () => {})
    expect(sent.isOk()).toBe(true)
    expect(server.requests[1]?.body).toContain('\r\n\r\naudio\r\n--')
  })

  test('a refusal that comes before the end of the file is understood', async () => {
    const body = {
      title: 'Unsupported media type',
      detail: 'This is not audio.',
      code: 'unsupported_media_type',
    }
    server.answer(FILES, { status: 415, body, early: true })
    const sent = await client().sendFile('u1', fileOf('x'.repeat(5_000_000)), 'key-2', () => {})
    expect(sent._unsafeUnwrapErr().message).toBe('This is not audio.')
  })
})

test('an interrupt ends the call and is no reason to try again', async () => {
  const controller = new AbortController()
  controller.abort()
  const aborted = createApiClient({ baseUrl: server.url, token: null, signal: controller.signal })
  expect((await aborted.getJobs('b1'))._unsafeUnwrapErr().exitCode).toBe(EXIT.interrupted)
  expect(server.requests).toHaveLength(0)
})
