import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { errAsync, okAsync } from 'neverthrow'
import { transientError } from '../../../src/ports/port-error.ts'
import type { TranscribeRequest } from '../../../src/ports/transcriber.ts'
import { type FakeRevAi, startFakeRevAi } from '../../../src/testing/fakes/revai/server.ts'
import { silentWav } from '../../../src/testing/fixtures/silent-wav.ts'
import { notedJob, transcriberFor, wavAudio } from './setup.ts'

let fake: FakeRevAi
beforeEach(async () => {
  fake = await startFakeRevAi({ clock: 'virtual' })
})
afterEach(() => fake.close())

const AUDIO = wavAudio(12)
const JOB_ID = '01936f0e-8d5c-7c3a-9a64-0f5b7c1f2a11'

const start = async (request: TranscribeRequest, overrides: Parameters<typeof transcriberFor>[1] = {}) =>
  transcriberFor(fake, overrides).start(request)

/** A storage that signs, and knows who came. */
async function serveAudio() {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(new URL(request.url ?? '', 'http://localhost').search)
    response.end(silentWav(12))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/audio.wav?token=signed-secret`
  const lifetimes: number[] = []
  const signedUrl = (expiresInSeconds: number) => {
    lifetimes.push(expiresInSeconds)
    return okAsync(url)
  }
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return { audio: { ...AUDIO, signedUrl }, asked, lifetimes, url, close }
}

describe('submitting', () => {
  test('a storage that signs: the vendor fetches the audio itself, with time to spare', async () => {
    const storage = await serveAudio()
    try {
      const answer = (await start(notedJob(storage.audio).request()))._unsafeUnwrap()
      await fake.advance(60_000)
      expect(answer).toMatchObject({ status: 'waiting', externalId: fake.jobs[0]?.id ?? '' })
      expect(fake.jobs[0]).toMatchObject({ status: 'transcribed', media: { source: 'url' } })
      expect(fake.jobs[0]?.options.source_config).toEqual({ url: storage.url })
      expect(storage.lifetimes.every((seconds) => seconds >= 2 * 60 * 60)).toBeTrue()
      expect(storage.asked).toEqual(['?token=signed-secret'])
    } finally {
      storage.close()
    }
  })

  test('a storage that does not sign: the file itself arrives, every byte', async () => {
    await start(notedJob(wavAudio(60)).request())
    const bytes = silentWav(60)
    expect(fake.jobs[0]?.media).toMatchObject({
      source: 'multipart',
      sizeBytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    })
  })

  test('a URL longer than the vendor takes: the file itself', async () => {
    const audio = { ...AUDIO, signedUrl: () => okAsync(`https://example.org/${'a'.repeat(2_048)}`) }
    await start(notedJob(audio).request())
    expect(fake.jobs[0]?.media?.source).toBe('multipart')
  })

  test('what the book asks for reaches the vendor', async () => {
    const options = { customVocabulary: ['Skerry Vore', 'Aelfric'], diarization: true, speakersCount: 2 }
    const webhook = { url: 'https://books.example.org/api/v1/webhooks/revai', secret: 'hook-secret' }
    const job = notedJob(AUDIO, { options, language: 'zh-Hans' })
    fake.behaviour.webhook = () => 'lose'
    await start(job.request(), { webhook, deleteAfterTranscription: true })
    expect(fake.jobs[0]?.options).toEqual({
      metadata: expect.stringMatching(/^chapterwise [0-9a-f]{32}$/),
      language: 'cmn',
      skip_diarization: false,
      speakers_count: 2,
      custom_vocabularies: [{ phrases: ['Skerry Vore', 'Aelfric'] }],
      delete_after_seconds: 604_800,
      notification_config: {
        url: `${webhook.url}?job_id=${JOB_ID}`,
        auth_headers: { Authorization: 'Bearer hook-secret' },
      },
    })
  })

  test('without wishes: one narrator, nothing kept or called', async () => {
    await start(notedJob(AUDIO, { language: 'en-GB' }).request())
    expect(fake.jobs[0]?.options).toEqual({
      metadata: expect.any(String),
      language: 'en-gb',
      skip_diarization: true,
    })
  })

  test('more than 17 hours are refused before anything is sent, with both lengths', async () => {
    const job = notedJob({ ...AUDIO, durationSeconds: 18.5 * 60 * 60 })
    const error = (await start(job.request()))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'permanent', code: 'audio_too_long' })
    expect(error.message).toContain('18 h 30 min')
    expect(error.message).toContain('17 h')
    expect([fake.count('submit'), job.saved.length]).toEqual([0, 0])
  })

  test('more than 2 GB are refused only where the file must be sent', async () => {
    const huge = { ...AUDIO, sizeBytes: 2_147_483_648 }
    const error = (await start(notedJob(huge).request()))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'permanent', code: 'audio_too_large' })
    expect(error.message).toContain('2.15 GB')
    expect(fake.count('submit')).toBe(0)
    const signing = { ...huge, signedUrl: () => okAsync('http://127.0.0.1:9/gone') }
    expect((await start(notedJob(signing).request())).isOk()).toBeTrue()
  })

  test('the intent is noted before the request goes out', async () => {
    const seen: number[] = []
    const job = notedJob(AUDIO)
    const request = job.request()
    await start({
      ...request,
      saveNotes: (notes) => {
        seen.push(fake.count('submit'))
        return request.saveNotes(notes)
      },
    })
    expect(seen).toEqual([0])
    const { token } = job.notes() as { token: string }
    expect(fake.jobs[0]?.options.metadata).toBe(`chapterwise ${token}`)
  })

  test('an intent that can not be noted: nothing is bought', async () => {
    const failure = transientError('database_down', 'The database is down.')
    const request = notedJob(AUDIO, { saveNotes: () => errAsync(failure) }).request()
    expect((await start(request))._unsafeUnwrapErr()).toEqual(failure)
    expect(fake.count('submit')).toBe(0)
  })

  test('audio that can not be read to its end is no submission, and its source is closed', async () => {
    let isClosed = false
    async function* broken() {
      try {
        yield silentWav(1)
        throw new Error('disk gone')
      } finally {
        isClosed = true
      }
    }
    const audio = { ...AUDIO, open: () => okAsync(broken()) }
    const error = (await start(notedJob(audio).request()))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'transient', code: 'audio_read_failed' })
    expect(isClosed).toBeTrue()
    expect(fake.billed().jobs).toBe(0)
  })

  test('audio that can not be opened: nothing was sent, and nothing is to be adopted', async () => {
    const failure = transientError('storage_down', 'The storage is down.')
    const job = notedJob({ ...AUDIO, open: () => errAsync(failure) })
    expect((await start(job.request()))._unsafeUnwrapErr()).toEqual(failure)
    expect(job.notes()).toBeNull()
    expect(fake.count('submit')).toBe(0)
  })

  test('an abort in the middle of an upload closes source and connection', async () => {
    const controller = new AbortController()
    let isClosed = false
    async function* endless() {
      try {
        for (let sent = 0; ; sent += 1) {
          if (sent === 8) controller.abort()
          yield new Uint8Array(64 * 1024)
        }
      } finally {
        isClosed = true
      }
    }
    const audio = { ...AUDIO, open: () => okAsync(endless()) }
    const job = notedJob(audio, { signal: controller.signal })
    expect((await start(job.request()))._unsafeUnwrapErr()).toMatchObject({ code: 'aborted' })
    expect(isClosed).toBeTrue()
    expect(fake.billed().jobs).toBe(0)
  })

  test('an abort while the vendor thinks ends the wait', async () => {
    const controller = new AbortController()
    fake.fail('submit', { slowMs: 60_000 })
    const starting = start(notedJob(AUDIO, { signal: controller.signal }).request())
    setTimeout(() => controller.abort(), 50)
    expect((await starting)._unsafeUnwrapErr().code).toBe('aborted')
  })
})
