import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createChapterwiseClient as createPlainClient } from '../../src/client/index.ts'
import {
  type ClientOptions,
  createChapterwiseClient as createNodeClient,
  type FileToUpload,
  openFiles,
  type UploadEvent,
} from '../../src/client/node/index.ts'
import { type FakeServer, startFakeChapterwise } from '../fakes/chapterwise-server.ts'
import { errorOf } from '../support/error-of.ts'

const UPLOADS = '/api/v1/admin/uploads'
const FILES = `${UPLOADS}/u1/files`
const SENT = { status: 201, body: { file_id: 'f1', file_name: 'book.m4b' } }

let server: FakeServer
let directory = ''

beforeEach(async () => {
  server = await startFakeChapterwise()
  directory = mkdtempSync(join(tmpdir(), 'chapterwise-upload-'))
  server.answer(UPLOADS, { status: 201, body: { upload_id: 'u1', status: 'pending' } })
  server.answer(`${UPLOADS}/u1`, { status: 200, body: { upload_id: 'u1', status: 'uploading', files: [] } })
})

afterEach(async () => {
  await server.close()
  rmSync(directory, { recursive: true, force: true })
})

const blob = (content: string, name = 'book.m4b'): File => new File([content], name)
const onDisk = async (content: string, name: string): Promise<FileToUpload> => {
  const path = join(directory, name)
  writeFileSync(path, content)
  const [file] = await openFiles(path)
  if (file === undefined) throw new Error('no file')
  return file
}

const sentFiles = () => server.requests.filter(({ path }) => path === FILES)

describe.each([
  ['fetch and a stream', createPlainClient],
  ['node:http', createNodeClient],
])('by %s', (_name, create: (options: ClientOptions) => ReturnType<typeof createPlainClient>) => {
  const client = (options: Partial<ClientOptions> = {}) =>
    create({ baseUrl: server.url, token: 't', retry: { firstDelayMs: 0 }, ...options })

  test('a file goes as form data, fields before it, with its progress', async () => {
    server.answer(FILES, SENT)
    const content = 'x'.repeat(700_000)
    const events: UploadEvent[] = []
    const files = [blob('first', 'a.mp3'), await onDisk(content, 'Kapitel "1".mp3')]
    await client().upload(files, { idempotencyKey: 'k', onProgress: (event) => events.push(event) })
    const [first, second] = sentFiles()
    expect(first?.body).toContain('name="chapter_number"\r\n\r\n1\r\n')
    expect(first?.headers['idempotency-key']).toBe('k:file:1')
    expect(second?.headers['idempotency-key']).toBe('k:file:2')
    expect(second?.headers.authorization).toBe('Bearer t')
    expect(second?.body).toMatch(/name="chapter_number"\r\n\r\n2\r\n[\s\S]*filename="Kapitel %221%22\.mp3"/)
    expect(second?.body).toContain(`\r\n\r\n${content}\r\n--`)
    const sent = events.flatMap((event) => (event.type === 'progress' ? [event.totalSentBytes] : []))
    expect(sent).toEqual(sent.toSorted((a, b) => a - b))
    expect(sent.at(-1)).toBe(700_005)
    expect(events.filter(({ type }) => type !== 'progress').map(({ type }) => type)).toEqual([
      'upload_opened',
      'file_stored',
      'file_stored',
    ])
  })

  test('a broken connection: again from the first byte, with the same key', async () => {
    server.answer(FILES, 'drop', { status: 409, body: { title: 'Conflict', code: 'file_in_progress' } }, SENT)
    await client().upload([blob('audio')], { idempotencyKey: 'k' })
    expect(sentFiles().map(({ headers }) => headers['idempotency-key'])).toEqual(Array(3).fill('k:file:0'))
    expect(sentFiles().at(-1)?.body).toContain('\r\n\r\naudio\r\n--')
  })

  test('a refusal that comes before the end of the file is understood', async () => {
    const body = { title: 'Unsupported media type', detail: 'No audio.', code: 'unsupported_media_type' }
    server.answer(FILES, { status: 415, body, early: true })
    const error = await errorOf(client().upload([blob('x'.repeat(5_000_000))]))
    expect(error).toMatchObject({ status: 415, message: 'No audio.' })
    expect(sentFiles()).toHaveLength(1)
  })

  test('what broke once is begun with caution, so that a refusal is heard before the rest is sent', async () => {
    const body = { title: 'Unsupported media type', detail: 'No audio.', code: 'unsupported_media_type' }
    server.answer(FILES, 'drop', { status: 415, body, early: true })
    let sentBytes = 0
    const onRetry = () => {
      sentBytes = 0
    }
    const upload = client({ onRetry }).upload([blob('x'.repeat(20_000_000))], {
      onProgress: (event) => {
        if (event.type === 'progress') sentBytes = event.sentBytes
      },
    })
    expect(await errorOf(upload)).toMatchObject({ status: 415 })
    expect(sentBytes).toBeLessThan(1_000_000)
  })

  test('an abort ends it at once', async () => {
    server.answer(FILES, 'silence')
    const controller = new AbortController()
    const uploading = errorOf(client().upload([blob('audio')], { signal: controller.signal }))
    await server.seen(3)
    controller.abort('enough')
    expect(await uploading).toBe('enough')
    expect(sentFiles()).toHaveLength(1)
  })

  test('a file that can not be read is told, not tried again', async () => {
    server.answer(FILES, SENT)
    const file = await onDisk('audio', 'gone.mp3')
    rmSync(join(directory, 'gone.mp3'))
    const error = await errorOf(client({ onRetry: () => expect.unreachable() }).upload([file]))
    expect(error).toMatchObject({ code: 'file_unreadable', status: null, isRetryable: false })
    expect((error as Error).message).toContain('gone.mp3')
  })

  test('nothing, and an empty file, are not sent', async () => {
    expect(await errorOf(client().upload([]))).toMatchObject({ code: 'no_audio_files' })
    expect(await errorOf(client().upload([blob('')]))).toMatchObject({ code: 'no_audio_files' })
    expect(server.requests).toHaveLength(0)
  })
})
