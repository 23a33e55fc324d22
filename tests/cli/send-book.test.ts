import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ingest } from '../../src/cli/commands/ingest.ts'
import type { Surroundings } from '../../src/cli/connect.ts'
import { EXIT } from '../../src/cli/failure.ts'
import { parseConfig } from '../../src/config.ts'
import { type FakeServer, startFakeChapterwise } from '../fakes/chapterwise-server.ts'
import { createFakeStream, type FakeStream } from '../support/fake-terminal.ts'

const ADMIN = '/api/v1/admin'
const BOOK = `${ADMIN}/audiobooks/b1`

let server: FakeServer
let directory = ''
let out: FakeStream
let notes: FakeStream

beforeEach(async () => {
  server = await startFakeChapterwise()
  directory = mkdtempSync(join(tmpdir(), 'chapterwise-ingest-'))
  out = createFakeStream()
  notes = createFakeStream()
})

afterEach(async () => {
  await server.close()
  rmSync(directory, { recursive: true, force: true })
})

const folder = (): string => {
  const path = join(directory, 'My Book')
  mkdirSync(path)
  writeFileSync(join(path, '10.mp3'), 'chapter two')
  writeFileSync(join(path, '9.mp3'), 'one')
  return path
}

const stored = (number: number, sizeBytes: number) => ({
  file_id: `f${number}`,
  file_name: `${number}.mp3`,
  file_size_bytes: sizeBytes,
  uploaded_at: '2026-11-23T09:30:00.000Z',
  chapter_number: number,
  detected: { title: 'Side A', author: 'An Author' },
})

const answerUpload = (...states: readonly { status: string; files: readonly object[] }[]): void =>
  server.answer(
    `${ADMIN}/uploads/u1`,
    ...states.map((state) => ({ status: 200, body: { upload_id: 'u1', ...state } })),
  )

const job = (status: string) => ({ id: 'j1', job_type: 'transcribe', status, progress: 0 })
const jobsAnswer = (overall_status: string, jobs: readonly object[]) => ({
  status: 200,
  body: {
    audiobook_id: 'b1',
    overall_status,
    progress: 0,
    total_jobs: 1,
    completed_jobs: 0,
    failed_jobs: 1,
    jobs,
  },
})

const prepare = (): void => {
  server.answer('/healthz', { status: 200, body: { status: 'ok' } })
  server.answer(`${ADMIN}/uploads`, { status: 201, body: { upload_id: 'u1', status: 'pending' } })
  answerUpload(
    { status: 'pending', files: [] },
    { status: 'completed', files: [stored(1, 3), stored(2, 11)] },
  )
  server.answer(`${ADMIN}/uploads/u1/files`, { status: 201, body: { file_id: 'f1', file_name: '9.mp3' } })
  const created = { audiobook_id: 'b1', status: 'processing', jobs_created: 7 }
  server.answer(`${ADMIN}/audiobooks`, { status: 201, body: created })
  server.answer(`${BOOK}/jobs`, jobsAnswer('completed', [job('completed')]))
  const book = { id: 'b1', title: 'My Book', author: 'An Author', status: 'completed', status_reason: null }
  const chapters = [{ number: 1, title: 'One', start_seconds: 0, duration_seconds: 61, has_transcript: true }]
  const warnings = [{ chapter_number: 1, message: 'Chapter 1 ends \u001b[2Jearly.' }]
  server.answer(BOOK, {
    status: 200,
    body: { ...book, duration_seconds: 61, chapters, warnings, summary: null, tags: [] },
  })
}

const surroundings = (): Surroundings => ({
  config: parseConfig({ DATA_DIR: directory, API_BASE_URL: server.url })._unsafeUnwrap(),
  terminal: { out, notes },
  signal: new AbortController().signal,
})

const OPTIONS = { embedded: false, wait: true, idempotencyKey: 'k' }
const posts = () => server.requests.filter(({ method }) => method === 'POST')

describe('ingest', () => {
  test('a folder: session, files in order, book, and its id on standard output', async () => {
    prepare()
    const done = await ingest(surroundings(), [folder()], OPTIONS)
    expect(done.isOk()).toBe(true)
    const [session, first, second, book] = posts()
    expect(JSON.parse(session?.body ?? '')).toEqual({
      upload_type: 'chapters',
      total_files: 2,
      total_size_bytes: 14,
    })
    expect(first?.body).toMatch(
      /name="chapter_number"\r\n\r\n1\r\n[\s\S]*filename="9\.mp3"[\s\S]*\r\n\r\none\r\n/,
    )
    expect(second?.body).toMatch(/name="chapter_number"\r\n\r\n2\r\n[\s\S]*filename="10\.mp3"/)
    expect(JSON.parse(book?.body ?? '')).toEqual({ upload_id: 'u1', title: 'My Book', author: 'An Author' })
    const keys = posts().map(({ headers }) => headers['idempotency-key'])
    expect(keys).toEqual(['k:upload', 'k:file:1', 'k:file:2', 'k:book'])
    expect(out.text()).toBe('b1\n')
    expect(notes.text()).toContain('done: 1 chapters, 00:01:01')
    expect(notes.text()).toContain('Chapter 1 ends  [2Jearly.')
  })

  test('goes on where an earlier run stopped: stored files are not sent again', async () => {
    prepare()
    answerUpload({ status: 'uploading', files: [stored(1, 3)] })
    await ingest(surroundings(), [folder()], OPTIONS)
    const keys = posts().map(({ headers }) => headers['idempotency-key'])
    expect(keys).toEqual(['k:upload', 'k:file:2', 'k:book'])
  })

  test('a session that ended badly is not gone on with', async () => {
    prepare()
    answerUpload({ status: 'expired', files: [] })
    const { exitCode, hints } = (await ingest(surroundings(), [folder()], OPTIONS))._unsafeUnwrapErr()
    expect(exitCode).toBe(EXIT.refused)
    expect(hints.join()).toContain('--idempotency-key')
  })

  test('what the person says wins over what the file says', async () => {
    prepare()
    const said = { title: 'T', author: 'A', narrator: 'N', language: 'de', public: true, priority: 3 }
    await ingest(surroundings(), [folder()], { ...OPTIONS, ...said, wait: false })
    const body = JSON.parse(posts().at(-1)?.body ?? '')
    const { public: isPublic, ...rest } = said
    expect(body).toEqual({ upload_id: 'u1', ...rest, is_public: isPublic })
    expect(out.text()).toBe('b1\n')
  })

  test('a failed book: exit 1 and what failed', async () => {
    prepare()
    const failed = { ...job('failed'), error: { code: 'decode_failed', message: 'No audio inside.' } }
    server.answer(`${BOOK}/jobs`, jobsAnswer('failed', [failed]))
    const { exitCode, hints } = (await ingest(surroundings(), [folder()], OPTIONS))._unsafeUnwrapErr()
    expect(exitCode).toBe(EXIT.failed)
    expect(hints).toEqual(['transcribe: No audio inside.'])
  })

  test('--json: one object a line, the last is "completed"', async () => {
    prepare()
    await ingest(surroundings(), [folder()], { ...OPTIONS, json: true })
    const events = out
      .text()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events.map(({ event }) => event)).toContain('audiobook_created')
    expect(events.at(-1)).toMatchObject({ event: 'completed', audiobook_id: 'b1', chapters: 1 })
  })
})

describe('without a server', () => {
  const nowhere = (): Surroundings => ({
    ...surroundings(),
    config: parseConfig({ DATA_DIR: directory, API_BASE_URL: 'http://127.0.0.1:1' })._unsafeUnwrap(),
  })

  test('--no-embedded fails and says what to do', async () => {
    const { exitCode, hints } = (await ingest(nowhere(), [folder()], OPTIONS))._unsafeUnwrapErr()
    expect(exitCode).toBe(EXIT.unreachable)
    expect(hints.join()).toContain('chapterwise serve')
  })

  test('a server that was named is never replaced by an embedded one', async () => {
    const named = { ...OPTIONS, embedded: true, url: 'http://127.0.0.1:1' }
    expect((await ingest(nowhere(), [folder()], named))._unsafeUnwrapErr().exitCode).toBe(EXIT.unreachable)
  })
})

test('the token a server made for itself is found in the data directory', async () => {
  prepare()
  writeFileSync(join(directory, 'admin-token'), 'cw_made\n')
  await ingest(surroundings(), [folder()], { ...OPTIONS, wait: false })
  expect(posts()[0]?.headers.authorization).toBe('Bearer cw_made')
})
