import { describe, expect, test } from 'bun:test'
import { errAsync } from 'neverthrow'
import { createMemoryQueue } from '../../../src/adapters/memory/queue.ts'
import { systemClock } from '../../../src/adapters/system/clock.ts'
import type { AudioMetadata } from '../../../src/domain/upload/audio-metadata.ts'
import { transientError } from '../../../src/ports/port-error.ts'
import { expectOk } from '../../../src/testing/expect/expect-ok.ts'
import { addBook, createTestApi, readProblem } from '../../support/http-api.ts'
import { AUDIOBOOKS, addUpload, postAudiobook, UNKNOWN_ID } from './audiobook-calls.ts'

const metadata: AudioMetadata = {
  ...{ container: 'M4A', codec: 'aac', durationSeconds: 90, narrator: 'A Reader', description: null },
  ...{ title: 'Told by the File', author: 'The File', language: 'de', cover: null },
  chapterMarks: [
    { title: 'One', startSeconds: 0, endSeconds: 30 },
    { title: 'Two', startSeconds: 30, endSeconds: 60 },
    { title: 'Three', startSeconds: 60, endSeconds: 90 },
  ],
}

describe('creating', () => {
  test('one file: four jobs, told to the queue when they may start', async () => {
    const api = createTestApi()
    const { upload } = addUpload(api)
    const response = await postAudiobook(api, { upload_id: upload.id, title: ' T ', author: 'A' })
    expect(response.status).toBe(201)
    const body = (await response.json()) as { audiobook_id: string }
    expect(body).toMatchObject({
      status: 'processing',
      message: 'Processing started: 4 jobs.',
      jobs_created: 4,
      total_jobs: 4,
    })
    expect(response.headers.get('location')).toBe(`/api/v1${AUDIOBOOKS}/${body.audiobook_id}`)
    const counts = await expectOk(api.deps.queue.counts())
    expect([counts.transcribe.ready, counts.summarize.ready, counts.embed.ready]).toEqual([1, 0, 0])
    const detail = await (await api.call(`${AUDIOBOOKS}/${body.audiobook_id}`)).json()
    expect(detail).toMatchObject({ title: 'T', author: 'A', language: 'en', status: 'processing' })
  })

  test('three files: nine jobs', async () => {
    const api = createTestApi()
    const { upload } = addUpload(api, { chapterCount: 3 })
    const response = await postAudiobook(api, { upload_id: upload.id, title: 'T', author: 'A' })
    expect(await response.json()).toMatchObject({ jobs_created: 9, total_jobs: 9 })
  })

  test('details default to what the file says; marks become chapters', async () => {
    const api = createTestApi()
    const { upload, files } = addUpload(api)
    for (const file of files) api.state.files.set(file.id, { ...file, metadata })
    const created = (await (await postAudiobook(api, { upload_id: upload.id })).json()) as {
      audiobook_id: string
    }
    const detail = (await (await api.call(`${AUDIOBOOKS}/${created.audiobook_id}`)).json()) as {
      chapters: unknown[]
    }
    expect(detail).toMatchObject({
      title: 'Told by the File',
      author: 'The File',
      narrator: 'A Reader',
      language: 'de',
      duration_seconds: 90,
    })
    expect(detail.chapters).toMatchObject([
      { number: 1, title: 'One', start_seconds: 0, duration_seconds: 30, has_transcript: false },
      { number: 2, title: 'Two', start_seconds: 30 },
      { number: 3, title: 'Three', start_seconds: 60 },
    ])
  })

  test('what is asked of the transcription is kept', async () => {
    const api = createTestApi()
    const { upload } = addUpload(api)
    const transcription = { custom_vocabulary: ['Skerry Vore'], diarization: true, speakers_count: 2 }
    const response = await postAudiobook(api, {
      upload_id: upload.id,
      title: 'T',
      author: 'A',
      transcription,
    })
    const { audiobook_id } = (await response.json()) as { audiobook_id: string }
    expect(api.state.audiobooks.get(audiobook_id)?.transcription).toEqual({
      customVocabulary: ['Skerry Vore'],
      diarization: true,
      speakersCount: 2,
    })
    const detail = (await (await api.call(`${AUDIOBOOKS}/${audiobook_id}`)).json()) as {
      transcription: unknown
    }
    expect(detail.transcription).toEqual(transcription)
  })

  test('what no transcriber takes is refused, and it is said where', async () => {
    const cases = [
      [{ custom_vocabulary: [] }, '/transcription/custom_vocabulary'],
      [{ custom_vocabulary: ['ok', ' '] }, '/transcription/custom_vocabulary/1'],
      [{ custom_vocabulary: [Array(13).fill('a').join(' ')] }, '/transcription/custom_vocabulary/0'],
      [{ custom_vocabulary: ['a'.repeat(35)] }, '/transcription/custom_vocabulary/0'],
      [{ custom_vocabulary: Array(6_001).fill('a') }, '/transcription/custom_vocabulary'],
      [{ speakers_count: 2 }, '/transcription/speakers_count'],
      [{ diarization: true, speakers_count: 0 }, '/transcription/speakers_count'],
      [{ diarisation: true }, '/transcription'],
    ] as const
    const api = createTestApi()
    const { upload } = addUpload(api)
    for (const [transcription, pointer] of cases) {
      const response = await postAudiobook(api, {
        upload_id: upload.id,
        title: 'T',
        author: 'A',
        transcription,
      })
      expect((await readProblem(response, 400)).errors?.[0]?.pointer).toBe(pointer)
    }
    const largest = { custom_vocabulary: Array(6_000).fill(Array(12).fill('a').join(' ')) }
    const response = await postAudiobook(api, {
      upload_id: upload.id,
      title: 'T',
      author: 'A',
      transcription: largest,
    })
    expect(response.status).toBe(201)
  })

  test('without title and author anywhere: 400 that points at both', async () => {
    const api = createTestApi()
    const { upload } = addUpload(api)
    const problem = await readProblem(await postAudiobook(api, { upload_id: upload.id }), 400)
    expect(problem.code).toBe('details_missing')
    expect(problem.errors?.map(({ pointer }) => pointer)).toEqual(['/title', '/author'])
  })

  test('an upload that is not completed, unknown, foreign, or used', async () => {
    const api = createTestApi()
    const details = { title: 'T', author: 'A' }
    const { upload } = addUpload(api)
    api.state.uploads.set(upload.id, { ...upload, status: 'uploading' })
    const codeOf = async (id: string, status: number) =>
      (await readProblem(await postAudiobook(api, { upload_id: id, ...details }), status)).code
    expect(await codeOf(upload.id, 409)).toBe('upload_not_completed')
    expect(await codeOf(UNKNOWN_ID, 404)).toBe('upload_not_found')
    expect(await codeOf(addBook(api).upload.id, 409)).toBe('upload_in_use')
    expect(api.state.audiobooks.size).toBe(1)
  })

  test('an idempotency key makes one book, and refuses another request', async () => {
    const api = createTestApi()
    const { upload } = addUpload(api)
    const headers = { 'idempotency-key': 'key-1' }
    const first = await postAudiobook(api, { upload_id: upload.id, title: 'T', author: 'A' }, headers)
    const again = await postAudiobook(api, { author: 'A', title: 'T', upload_id: upload.id }, headers)
    expect([first.status, again.status]).toEqual([201, 201])
    expect(await again.json()).toEqual(await first.json())
    const other = await postAudiobook(api, { upload_id: upload.id, title: 'Other', author: 'A' }, headers)
    expect((await readProblem(other, 409)).code).toBe('idempotency_key_reused')
    expect(api.state.audiobooks.size).toBe(1)
  })

  test('succeeds while the queue is away', async () => {
    const outage = errAsync(transientError('queue_down', 'down'))
    const queue = { ...createMemoryQueue({ clock: systemClock }), enqueue: () => outage }
    const api = createTestApi({ queue })
    const { upload } = addUpload(api)
    expect((await postAudiobook(api, { upload_id: upload.id, title: 'T', author: 'A' })).status).toBe(201)
    expect(api.logs.map(({ level }) => level)).toContain('warn')
    expect(api.state.jobs.size).toBe(4)
  })

  test.each<[string, unknown, string]>([
    ['no object', [], ''],
    ['null', null, ''],
    ['a bad id', { upload_id: 'x', title: 'T', author: 'A' }, '/upload_id'],
    ['an empty title', { upload_id: UNKNOWN_ID, title: '  ', author: 'A' }, '/title'],
    ['a NUL', { upload_id: UNKNOWN_ID, title: 'a\u0000b', author: 'A' }, '/title'],
    ['half a pair', { upload_id: UNKNOWN_ID, title: '\ud800', author: 'A' }, '/title'],
    ['too long', { upload_id: UNKNOWN_ID, title: 'x'.repeat(501), author: 'A' }, '/title'],
    ['no language', { upload_id: UNKNOWN_ID, language: 'not a language' }, '/language'],
    ['no web address', { upload_id: UNKNOWN_ID, cover_image_url: 'javascript:alert(1)' }, '/cover_image_url'],
    ['a priority too high', { upload_id: UNKNOWN_ID, priority: 10 }, '/priority'],
    ['half a priority', { upload_id: UNKNOWN_ID, priority: 0.5 }, '/priority'],
  ])('refuses %s', async (_name, json, pointer) => {
    const problem = await readProblem(await postAudiobook(createTestApi(), json), 400)
    expect(problem.code).toBe('validation_failed')
    expect(problem.errors?.map((issue) => issue.pointer)).toContain(pointer)
    expect(problem.errors?.every((issue) => issue.in === 'body')).toBe(true)
  })
})
