import { afterAll, beforeAll, expect, test } from 'bun:test'
import { errAsync } from 'neverthrow'
import { createHashEmbedder } from '../../src/adapters/memory/embedder.ts'
import { createScriptedTranscriber } from '../../src/adapters/memory/transcriber.ts'
import { createPinoLogger } from '../../src/adapters/system/logger.ts'
import { secretsOf } from '../../src/compose/secrets.ts'
import { createApplication } from '../../src/compose.ts'
import { parseConfig } from '../../src/config.ts'
import { permanentError } from '../../src/ports/port-error.ts'
import type { Transcriber } from '../../src/ports/transcriber.ts'
import { createBookClient } from '../crash/book-client.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const TIMEOUT_MS = 90_000
const ADMIN_TOKEN = 'log-test-admin-token'
const WRONG_TOKEN = 'log-test-wrong-token'
const OPENAI_KEY = 'log-test-openai-key'
const SIGNATURE = 'c2lnbmF0dXJlLW9mLWEtdXJs'
const SPOKEN = ['zanzibarous', 'quillfeather', 'mumblethorpe']

/** A provider as careless as they come: its errors repeat the key and the text that it was sent. */
const startCarelessProvider = () =>
  Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      const message = `${request.headers.get('authorization')} may not say: ${await request.text()}`
      return Response.json({ error: { message, code: 'invalid_api_key' } }, { status: 401 })
    },
  })

/** Hears words that no log may have; the first file fails with the signed URL of its audio in the cause. */
function createTellingTranscriber(): Transcriber {
  const inner = createScriptedTranscriber({
    script: { word: (index) => SPOKEN[index % SPOKEN.length] ?? '' },
  })
  let calls = 0
  return {
    ...inner,
    start(request) {
      calls += 1
      if (calls > 1) return inner.start(request)
      const cause = new Error(`GET https://storage.test/object/sign/a.wav?token=${SIGNATURE} answered 403`)
      return errAsync({ ...permanentError('audio_unreachable', 'The audio can not be fetched.'), cause })
    },
  }
}

async function start() {
  const directory = await temporaryDirectory()
  const provider = startCarelessProvider()
  const lines: string[] = []
  const config = parseConfig({
    DATA_DIR: directory.path,
    API_PORT: '0',
    ADMIN_TOKENS: ADMIN_TOKEN,
    LLM: 'openai',
    OPENAI_BASE_URL: `http://127.0.0.1:${provider.port}/v1`,
    OPENAI_API_KEY: OPENAI_KEY,
    OPENAI_CHAT_MODEL: 'careless-1',
  })._unsafeUnwrap()
  const logger = createPinoLogger({
    level: 'debug',
    secrets: secretsOf(config),
    destination: { write: (line) => void lines.push(line) },
  })
  const application = await createApplication(config, {
    logger,
    transcriber: createTellingTranscriber(),
    embedder: createHashEmbedder({ dimensions: 32 }),
  })
  const { url } = await application.listen()
  application.start()
  return {
    ...{ lines, url },
    async close() {
      await application.close()
      await provider.stop(true)
      await directory.remove()
    },
  }
}

let run: Awaited<ReturnType<typeof start>>
let books: readonly string[] = []

beforeAll(async () => {
  run = await start()
  const client = createBookClient({ url: run.url, token: ADMIN_TOKEN })
  const made = [await client.makeBook(1), await client.makeBook(2)]
  books = made.map(({ audiobookId }) => audiobookId)
  await client.waitForEnd(books, TIMEOUT_MS / 2)
  const ask = (path: string, token: string) =>
    fetch(`${run.url}/api/v1/admin${path}`, {
      headers: { Authorization: `Bearer ${token}`, 'X-Request-Id': 'r-wrong' },
    })
  await ask(`/audiobooks/${books[0]}`, WRONG_TOKEN)
  await ask(`/audiobooks?cursor=${WRONG_TOKEN}`, ADMIN_TOKEN)
  await ask(`/search?q=${SPOKEN[0]}`, ADMIN_TOKEN)
}, TIMEOUT_MS)

afterAll(() => run?.close(), TIMEOUT_MS)

interface Line {
  readonly message: string
  readonly requestId?: string
  readonly jobId?: string
  readonly jobType?: string
  readonly audiobookId?: string
}

const parsed = (): readonly Line[] => run.lines.map((line) => JSON.parse(line) as Line)

test('the log of a whole run has no token, key, signature or spoken word', () => {
  const text = run.lines.join('')
  expect(run.lines.length).toBeGreaterThan(20)
  // Each of them was there to be told.
  expect(text).toContain('audio_unreachable')
  expect(text).toContain('storage.test')
  for (const secret of [ADMIN_TOKEN, WRONG_TOKEN, OPENAI_KEY, SIGNATURE, ...SPOKEN]) {
    expect(run.lines.filter((line) => line.includes(secret))).toEqual([])
  }
})

test('every line of a request has its id, and that of its book; every line of a job its job', () => {
  const lines = parsed()
  const requests = lines.filter(({ message }) => message === 'request')
  expect(requests.length).toBeGreaterThan(8)
  expect(requests.filter(({ requestId }) => requestId === undefined)).toEqual([])
  expect(requests.find(({ requestId }) => requestId === 'r-wrong')?.audiobookId).toBe(books[0])
  const runs = lines.filter(({ message }) => message === 'job run ended' || message === 'job attempt failed')
  expect(runs.length).toBeGreaterThan(4)
  expect(runs.filter(({ jobId, jobType }) => jobId === undefined || jobType === undefined)).toEqual([])
  const failed = runs.filter(({ message }) => message === 'job attempt failed')
  expect(failed.length).toBeGreaterThan(1)
  expect(failed.filter(({ audiobookId }) => !books.includes(audiobookId ?? ''))).toEqual([])
})
