import { afterEach, expect, test } from 'bun:test'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Hono } from 'hono'
import { okAsync } from 'neverthrow'
import { createMemoryDatabase } from '../../src/adapters/memory/database.ts'
import { createHashEmbedder } from '../../src/adapters/memory/embedder.ts'
import { createScriptedLlm } from '../../src/adapters/memory/llm.ts'
import { createMemoryStorage } from '../../src/adapters/memory/storage.ts'
import { createScriptedTranscriber } from '../../src/adapters/memory/transcriber.ts'
import { systemClock } from '../../src/adapters/system/clock.ts'
import { silentLogger } from '../../src/adapters/system/logger.ts'
import {
  type Chapterwise,
  type ChapterwiseOptions,
  createChapterwise,
  createWorker,
} from '../../src/index.ts'
import { expectOk } from '../../src/testing/expect/expect-ok.ts'
import { FAKE_MP3, fakeAudioInspector } from '../fakes/audio-inspector.ts'
import { waitUntil } from '../support/wait-until.ts'

const TOKEN = 'token-of-the-host'
const AUTHORIZED = { headers: { authorization: `Bearer ${TOKEN}` } }
const BOOKS = '/audiobooks/api/v1/admin/audiobooks'

let opened: Chapterwise[] = []
afterEach(async () => {
  for (const one of opened) await one.close()
  opened = []
})

/** Everything in memory and nothing picked by the configuration. */
const inMemory = (): ChapterwiseOptions => ({
  adminTokens: [TOKEN],
  repositories: createMemoryDatabase({ clock: systemClock }),
  storage: createMemoryStorage(),
  transcriber: createScriptedTranscriber(),
  llm: createScriptedLlm(),
  embedder: createHashEmbedder({ dimensions: 16 }),
  inspector: fakeAudioInspector,
  logger: silentLogger,
})

async function open(options: ChapterwiseOptions = {}): Promise<Chapterwise> {
  const chapterwise = await createChapterwise({ ...inMemory(), mountPath: '/audiobooks', ...options })
  opened.push(chapterwise)
  return chapterwise
}

const statuses = async (send: (path: string, init?: RequestInit) => Response | Promise<Response>) => {
  const found: Record<string, unknown> = {}
  for (const [name, path, init] of [
    ['books', BOOKS, AUTHORIZED],
    ['stranger', BOOKS, {}],
    ['docs', '/audiobooks/docs', {}],
    ['nothing', '/audiobooks/nothing', {}],
    ['host', '/', {}],
  ] as const) {
    const response = await send(path, init)
    found[name] = [response.status, response.headers.get('content-type')?.split(';')[0]]
  }
  return found
}

const MOUNTED = {
  books: [200, 'application/json'],
  stranger: [401, 'application/problem+json'],
  docs: [200, 'text/html'],
  nothing: [404, 'application/problem+json'],
  host: [200, 'text/html'],
}

test('routed into a Hono server', async () => {
  const host = new Hono().get('/', (c) => c.html('host'))
  host.route('/audiobooks', (await open()).http)
  expect(await statuses((path, init) => host.request(path, init))).toEqual(MOUNTED)
})

test('mounted in a Hono server, which takes the path off', async () => {
  const host = new Hono().get('/', (c) => c.html('host'))
  host.mount('/audiobooks', (await open()).fetch)
  expect(await statuses((path, init) => host.request(path, init))).toEqual(MOUNTED)
})

test('handed the requests of a server of any kind', async () => {
  const chapterwise = await open()
  const host = (path: string, init?: RequestInit) =>
    path === '/'
      ? new Response('host', { headers: { 'content-type': 'text/html' } })
      : chapterwise.fetch(new Request(`http://localhost${path}`, init))
  expect(await statuses(host)).toEqual(MOUNTED)
})

test.each([
  ['node:http', false],
  ['Express, which takes the path off and keeps it', true],
])('below %s', async (_, strips) => {
  const chapterwise = await open()
  const below: RequestListener = (request, response) => {
    if (request.url === '/') return response.setHeader('content-type', 'text/html').end('host')
    if (strips) {
      Object.assign(request, { originalUrl: request.url, url: request.url?.slice('/audiobooks'.length) })
    }
    return chapterwise.nodeListener(request, response)
  }
  const server = createServer(below).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  try {
    expect(await statuses((path, init) => fetch(`http://127.0.0.1:${port}${path}`, init))).toEqual(MOUNTED)
  } finally {
    server.closeAllConnections()
    server.close()
  }
})

const caller = { ownerId: 'host', seesAll: false }
const file = (text: string) => {
  const details = { chapterNumber: null, chapterTitle: null }
  async function* body() {
    yield new TextEncoder().encode(text)
  }
  return {
    open: () => okAsync({ fileName: 'book.mp3', details, body: body() }),
    finish: () => okAsync(details),
    failure: () => null,
  }
}

async function addBook({ useCases }: Chapterwise): Promise<string> {
  const upload = await expectOk(
    useCases.uploads.create({
      caller,
      type: 'single',
      totalFiles: 1,
      totalSizeBytes: 100,
      idempotency: null,
    }),
  )
  const signal = new AbortController().signal
  await expectOk(
    useCases.uploads.addFile({
      ...{ caller, uploadId: upload.id, idempotencyKey: null, source: file(FAKE_MP3), signal },
    }),
  )
  const { audiobook } = await expectOk(
    useCases.audiobooks.create({
      caller,
      uploadId: upload.id,
      isPublic: false,
      priority: 0,
      idempotency: null,
    }),
  )
  return audiobook.id
}

const statusOf = async ({ useCases }: Chapterwise, audiobookId: string) =>
  (await expectOk(useCases.audiobooks.read({ caller, audiobookId }))).audiobook.status

test('a book goes through by use cases alone; workers stop and start with the host', async () => {
  const chapterwise = await open()
  chapterwise.start()
  const first = await addBook(chapterwise)
  const finished = async (id: string) => (await statusOf(chapterwise, id)) === 'completed'
  expect(await waitUntil(() => finished(first), Boolean)).toBe(true)

  await chapterwise.stop()
  await chapterwise.stop()
  const second = await addBook(chapterwise)
  const { jobs } = await expectOk(chapterwise.useCases.audiobooks.listJobs({ caller, audiobookId: second }))
  expect(jobs.map(({ status }) => status)).toEqual(['pending', 'pending', 'pending', 'pending'])
  expect((await chapterwise.fetch(new Request('http://localhost/healthz'))).status).toBe(200)

  chapterwise.start()
  expect(await waitUntil(() => finished(second), Boolean)).toBe(true)
  const { transcript } = await expectOk(
    chapterwise.useCases.audiobooks.readTranscript({ caller, audiobookId: second, chapterNumber: null }),
  )
  const query = transcript.segments[0]?.words[0]?.text ?? ''
  const found = await expectOk(
    chapterwise.useCases.search({ caller, query, mode: 'lexical', limit: 5, minScore: 0 }),
  )
  expect(found.hits.length).toBeGreaterThan(0)
})

test('what was given is in use, and says so', async () => {
  const adapters = (await open()).describe().map(({ port, reason }) => [port, reason])
  const given = ['database', 'storage', 'transcriber', 'llm', 'embedder']
  expect(adapters.filter(([port]) => given.includes(port ?? ''))).toEqual(
    given.map((port) => [port, 'given by the host program']),
  )
})

test('who may call can be decided by the host', async () => {
  const guest = { ownerId: 'guest', seesAll: false }
  const { fetch } = await open({
    tokens: { verifyAdmin: () => okAsync(guest), verifyWorker: () => okAsync(undefined) },
  })
  const response = await fetch(
    new Request(`http://localhost${BOOKS}`, { headers: { authorization: 'Bearer of-the-host' } }),
  )
  expect(response.status).toBe(200)
})

test('what can not start says which option is wrong', async () => {
  await expect(createChapterwise({ databaseUrl: 'mysql://x' })).rejects.toThrow('databaseUrl must be')
  await expect(createWorker({ role: 'worker' })).rejects.toThrow(
    'role worker needs databaseUrl, redisUrl, baseUrl, workerToken',
  )
})
