import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHashEmbedder } from '../../../src/adapters/memory/embedder.ts'
import { createScriptedLlm } from '../../../src/adapters/memory/llm.ts'
import { type Application, createApplication } from '../../../src/compose.ts'
import { parseConfig } from '../../../src/config.ts'
import { type FakeRevAi, startFakeRevAi } from '../../../src/testing/fakes/revai/server.ts'
import { silentWav } from '../../../src/testing/fixtures/silent-wav.ts'
import { findFreePort } from '../../support/free-port.ts'

const ADMIN = { Authorization: 'Bearer admin-token' }
const AUDIO_SECONDS = 40
const TIMEOUT_MS = 60_000

let directory: string
let fake: FakeRevAi
let application: Application
let api: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'chapterwise-revai-'))
  fake = await startFakeRevAi()
  const port = await findFreePort()
  const config = parseConfig({
    ...{ DATA_DIR: directory, API_PORT: String(port), API_BASE_URL: `http://127.0.0.1:${port}` },
    ...{ ADMIN_TOKENS: 'admin-token', LOG_LEVEL: 'silent' },
    ...{ REV_AI_API_KEY: fake.apiKey, REV_AI_BASE_URL: fake.baseUrl },
    ...{ REV_AI_WEBHOOK_SECRET: 'webhook-secret-for-tests', REV_AI_DELETE_AFTER_TRANSCRIPTION: 'true' },
  })._unsafeUnwrap()
  application = await createApplication(config, {
    llm: createScriptedLlm(),
    embedder: createHashEmbedder({ dimensions: 32 }),
  })
  application.start()
  api = `${(await application.listen()).url}/api/v1/admin`
}, TIMEOUT_MS)

afterAll(async () => {
  await application?.close()
  await fake?.close()
  await rm(directory, { recursive: true, force: true })
})

const call = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
  const response = await fetch(`${api}${path}`, { ...init, headers: { ...ADMIN, ...init.headers } })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as T
}

const post = <T>(path: string, json: object): Promise<T> =>
  call(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) })

test(
  'an uploaded file becomes a transcript with speakers: bought once, told by webhook, deleted there',
  async () => {
    const wav = silentWav(AUDIO_SECONDS)
    const upload = { upload_type: 'single', total_files: 1, total_size_bytes: wav.length }
    const { upload_id } = await post<{ upload_id: string }>('/uploads', upload)
    const form = new FormData()
    form.append('file', new File([wav], 'book.wav', { type: 'audio/wav' }))
    await call(`/uploads/${upload_id}/files`, { method: 'POST', body: form })
    const transcription = { diarization: true, custom_vocabulary: ['Skerry Vore'] }
    const book = { upload_id, title: 'T', author: 'A', transcription }
    const { audiobook_id } = await post<{ audiobook_id: string }>('/audiobooks', book)

    const isOver = async () =>
      (await call<{ status: string }>(`/audiobooks/${audiobook_id}`)).status !== 'processing'
    while (!(await isOver())) await Bun.sleep(50)
    expect(await call<object>(`/audiobooks/${audiobook_id}`)).toMatchObject({
      status: 'completed',
      transcription,
    })

    const vtt = await fetch(`${api}/audiobooks/${audiobook_id}/transcript?format=vtt`, { headers: ADMIN })
    expect(await vtt.text()).toContain('<v Speaker 2>')
    expect(fake.billed()).toEqual({ jobs: 1, seconds: AUDIO_SECONDS })
    // The first poll would have been 30 s after the submission.
    expect(fake.deliveries.map(({ status }) => status)).toEqual([200])
    expect(fake.jobs[0]).toMatchObject({ isDeleted: true, media: { sizeBytes: wav.length } })
  },
  TIMEOUT_MS,
)
