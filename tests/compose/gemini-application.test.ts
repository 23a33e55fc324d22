import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createScriptedTranscriber } from '../../src/adapters/memory/transcriber.ts'
import { type Application, createApplication } from '../../src/compose.ts'
import { parseConfig } from '../../src/config.ts'
import { type FakeGemini, startFakeGemini } from '../../src/testing/fakes/gemini/server.ts'
import { silentWav } from '../../src/testing/fixtures/silent-wav.ts'
import { type TemporaryDirectory, temporaryDirectory } from '../support/temporary-directory.ts'
import { waitUntil } from '../support/wait-until.ts'

const TIMEOUT_MS = 120_000
const AUDIO_SECONDS = 180
const TOKEN = 'secret'
const FIRST_MODEL = 'gemini-embedding-001'
const SECOND_MODEL = 'gemini-embedding-2'

interface Usage {
  readonly calls: number
  readonly cost_usd: number | null
}

interface BookDetail {
  readonly status: string
  readonly summary: string | null
  readonly summary_details: {
    readonly model: string
    readonly evidence: readonly { readonly quote: string }[]
  } | null
  readonly tags: readonly string[]
  readonly usage: Usage
}

describe('the whole system with Gemini', () => {
  let fake: FakeGemini
  let directory: TemporaryDirectory
  let application: Application
  beforeAll(async () => {
    fake = await startFakeGemini()
    directory = await temporaryDirectory()
    application = await start(FIRST_MODEL)
  }, TIMEOUT_MS)
  afterAll(async () => {
    await application?.close()
    await fake.close()
    await directory.remove()
  }, TIMEOUT_MS)

  const start = async (embeddingModel: string): Promise<Application> => {
    const config = parseConfig({
      ...{ DATA_DIR: directory.path, ADMIN_TOKENS: TOKEN, LOG_LEVEL: 'silent' },
      ...{ GEMINI_API_KEY: fake.apiKey, GEMINI_BASE_URL: fake.baseUrl },
      GEMINI_EMBEDDING_MODEL: embeddingModel,
    })._unsafeUnwrap()
    const started = await createApplication(config, { transcriber: createScriptedTranscriber() })
    started.start()
    return started
  }
  const call = async <T>(
    path: string,
    init: { readonly json?: unknown; readonly form?: FormData } = {},
  ): Promise<T> => {
    const { json, form } = init
    const response = await application.http.request(`/api/v1/admin${path}`, {
      method: json === undefined && form === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${TOKEN}`,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      ...(form === undefined ? {} : { body: form }),
    })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }
  const createBook = async (): Promise<string> => {
    const wav = silentWav(AUDIO_SECONDS)
    const upload = await call<{ upload_id: string }>('/uploads', {
      json: { upload_type: 'single', total_files: 1, total_size_bytes: wav.byteLength },
    })
    const form = new FormData()
    form.set('file', new File([wav], 'book.wav', { type: 'audio/wav' }))
    await call(`/uploads/${upload.upload_id}/files`, { form })
    const { audiobook_id: id } = await call<{ audiobook_id: string }>('/audiobooks', {
      json: { upload_id: upload.upload_id, title: 'The Lamp Keeper', author: 'A. Writer' },
    })
    return id
  }
  const completed = (id: string) =>
    waitUntil(
      () => call<BookDetail>(`/audiobooks/${id}`),
      ({ status }) => status !== 'processing',
    )
  const hitsByMeaning = async () => {
    const { hits } = await call<{ hits: unknown[] }>('/search?q=lamp%20and%20dark%20water&mode=semantic')
    return hits.length
  }

  test(
    'a book gets its summary, tags and vectors, and says what they cost; another embedding model is a new space',
    async () => {
      const id = await createBook()
      const book = await completed(id)
      expect(book).toMatchObject({ status: 'completed', tags: ['sea story', 'calm'] })
      expect(book.summary_details?.model).toStartWith('gemini-3.5-flash-lite')
      expect(book.summary_details?.evidence.length).toBeGreaterThan(0)
      expect(book.usage.calls).toBe(fake.billed.length)
      expect(book.usage.cost_usd).toBeGreaterThan(0)
      expect(await hitsByMeaning()).toBeGreaterThan(0)

      await application.close()
      application = await start(SECOND_MODEL)
      expect(await hitsByMeaning()).toBe(0)
      const reembedded = await call<{ model: string; audiobook_ids: string[] }>('/jobs/reembed', { json: {} })
      expect(reembedded).toMatchObject({ model: SECOND_MODEL, audiobook_ids: [id] })
      expect((await completed(id)).status).toBe('completed')
      expect(await hitsByMeaning()).toBeGreaterThan(0)
      const again = await call<{ audiobook_ids: string[] }>('/jobs/reembed', { json: {} })
      expect(again.audiobook_ids).toEqual([])

      const billed = fake.billed.length
      await application.close()
      application = await start(FIRST_MODEL)
      expect(await hitsByMeaning()).toBeGreaterThan(0)
      // The query alone: nothing of the book is bought again for going back.
      expect(fake.billed.slice(billed).flatMap(({ texts }) => texts)).toEqual(['lamp and dark water'])
    },
    TIMEOUT_MS,
  )
})
