import { describe, expect, test } from 'bun:test'
import { errAsync, okAsync } from 'neverthrow'
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts'
import { systemClock } from '../../src/adapters/system/clock.ts'
import type { AudioMetadata } from '../../src/domain/upload/audio-metadata.ts'
import { transientError } from '../../src/ports/port-error.ts'
import { completeJob, putAiOutput } from '../support/book-outputs.ts'
import { streamOf } from '../support/bytes.ts'
import { expectOk } from '../support/expect-ok.ts'
import { addBook, createTestApi, readProblem, type TestApi } from '../support/http-api.ts'
import type { SeededBook } from '../support/seeded-book.ts'

const BOOKS = '/admin/audiobooks'
const UNKNOWN = '01936f0e-8d5c-7c3a-9a64-0f5b7c1f2a11'

const metadata: AudioMetadata = {
  ...{ container: 'M4A', codec: 'aac', durationSeconds: 90, narrator: 'A Reader', description: null },
  ...{ title: 'Told by the File', author: 'The File', language: 'de', cover: null },
  chapterMarks: [
    { title: 'One', startSeconds: 0, endSeconds: 30 },
    { title: 'Two', startSeconds: 30, endSeconds: 60 },
    { title: 'Three', startSeconds: 60, endSeconds: 90 },
  ],
}

function addUpload(api: TestApi, options: Parameters<typeof addBook>[1] = {}): SeededBook {
  return addBook(api, { ...options, withBook: false })
}

const post = (api: TestApi, json: unknown, headers: Record<string, string> = {}) =>
  api.call(BOOKS, { method: 'POST', json, headers })

describe('creating', () => {
  test('one file: four jobs, told to the queue when they may start', async () => {
    const api = createTestApi()
    const { upload } = addUpload(api)
    const response = await post(api, { upload_id: upload.id, title: ' T ', author: 'A' })
    expect(response.status).toBe(201)
    const body = (await response.json()) as { audiobook_id: string }
    expect(body).toMatchObject({
      status: 'processing',
      message: 'Processing started: 4 jobs.',
      jobs_created: 4,
      total_jobs: 4,
    })
    expect(response.headers.get('location')).toBe(`/api/v1${BOOKS}/${body.audiobook_id}`)
    const counts = await expectOk(api.deps.queue.counts())
    expect([counts.transcribe.ready, counts.summarize.ready, counts.embed.ready]).toEqual([1, 0, 0])
    const detail = await (await api.call(`${BOOKS}/${body.audiobook_id}`)).json()
    expect(detail).toMatchObject({ title: 'T', author: 'A', language: 'en', status: 'processing' })
  })

  test('three files: nine jobs', async () => {
    const api = createTestApi()
    const { upload } = addUpload(api, { chapterCount: 3 })
    const response = await post(api, { upload_id: upload.id, title: 'T', author: 'A' })
    expect(await response.json()).toMatchObject({ jobs_created: 9, total_jobs: 9 })
  })

  test('details default to what the file says; marks become chapters', async () => {
    const api = createTestApi()
    const { upload, files } = addUpload(api)
    for (const file of files) api.state.files.set(file.id, { ...file, metadata })
    const created = (await (await post(api, { upload_id: upload.id })).json()) as { audiobook_id: string }
    const detail = (await (await api.call(`${BOOKS}/${created.audiobook_id}`)).json()) as {
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
    const response = await post(api, { upload_id: upload.id, title: 'T', author: 'A', transcription })
    const { audiobook_id } = (await response.json()) as { audiobook_id: string }
    expect(api.state.audiobooks.get(audiobook_id)?.transcription).toEqual({
      customVocabulary: ['Skerry Vore'],
      diarization: true,
      speakersCount: 2,
    })
    const detail = (await (await api.call(`${BOOKS}/${audiobook_id}`)).json()) as { transcription: unknown }
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
      const response = await post(api, { upload_id: upload.id, title: 'T', author: 'A', transcription })
      expect((await readProblem(response, 400)).errors?.[0]?.pointer).toBe(pointer)
    }
    const largest = { custom_vocabulary: Array(6_000).fill(Array(12).fill('a').join(' ')) }
    const response = await post(api, {
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
    const problem = await readProblem(await post(api, { upload_id: upload.id }), 400)
    expect(problem.code).toBe('details_missing')
    expect(problem.errors?.map(({ pointer }) => pointer)).toEqual(['/title', '/author'])
  })

  test('an upload that is not completed, unknown, foreign, or used', async () => {
    const api = createTestApi()
    const details = { title: 'T', author: 'A' }
    const { upload } = addUpload(api)
    api.state.uploads.set(upload.id, { ...upload, status: 'uploading' })
    const codeOf = async (id: string, status: number) =>
      (await readProblem(await post(api, { upload_id: id, ...details }), status)).code
    expect(await codeOf(upload.id, 409)).toBe('upload_not_completed')
    expect(await codeOf(UNKNOWN, 404)).toBe('upload_not_found')
    expect(await codeOf(addBook(api).upload.id, 409)).toBe('upload_in_use')
    expect(api.state.audiobooks.size).toBe(1)
  })

  test('an idempotency key makes one book, and refuses another request', async () => {
    const api = createTestApi()
    const { upload } = addUpload(api)
    const headers = { 'idempotency-key': 'key-1' }
    const first = await post(api, { upload_id: upload.id, title: 'T', author: 'A' }, headers)
    const again = await post(api, { author: 'A', title: 'T', upload_id: upload.id }, headers)
    expect([first.status, again.status]).toEqual([201, 201])
    expect(await again.json()).toEqual(await first.json())
    const other = await post(api, { upload_id: upload.id, title: 'Other', author: 'A' }, headers)
    expect((await readProblem(other, 409)).code).toBe('idempotency_key_reused')
    expect(api.state.audiobooks.size).toBe(1)
  })

  test('succeeds while the queue is away', async () => {
    const outage = errAsync(transientError('queue_down', 'down'))
    const queue = { ...createMemoryQueue({ clock: systemClock }), enqueue: () => outage }
    const api = createTestApi({ queue })
    const { upload } = addUpload(api)
    expect((await post(api, { upload_id: upload.id, title: 'T', author: 'A' })).status).toBe(201)
    expect(api.logs.map(({ level }) => level)).toContain('warn')
    expect(api.state.jobs.size).toBe(4)
  })

  test.each<[string, unknown, string]>([
    ['no object', [], ''],
    ['null', null, ''],
    ['a bad id', { upload_id: 'x', title: 'T', author: 'A' }, '/upload_id'],
    ['an empty title', { upload_id: UNKNOWN, title: '  ', author: 'A' }, '/title'],
    ['a NUL', { upload_id: UNKNOWN, title: 'a\u0000b', author: 'A' }, '/title'],
    ['half a pair', { upload_id: UNKNOWN, title: '\ud800', author: 'A' }, '/title'],
    ['too long', { upload_id: UNKNOWN, title: 'x'.repeat(501), author: 'A' }, '/title'],
    ['no language', { upload_id: UNKNOWN, language: 'not a language' }, '/language'],
    ['no web address', { upload_id: UNKNOWN, cover_image_url: 'javascript:alert(1)' }, '/cover_image_url'],
    ['a priority too high', { upload_id: UNKNOWN, priority: 10 }, '/priority'],
    ['half a priority', { upload_id: UNKNOWN, priority: 0.5 }, '/priority'],
  ])('refuses %s', async (_name, json, pointer) => {
    const problem = await readProblem(await post(createTestApi(), json), 400)
    expect(problem.code).toBe('validation_failed')
    expect(problem.errors?.map((issue) => issue.pointer)).toContain(pointer)
    expect(problem.errors?.every((issue) => issue.in === 'body')).toBe(true)
  })
})

describe('listing', () => {
  const titles = ['Alpha', 'beta', 'Gamma', 'Delta', 'Epsilon']

  function library(): TestApi {
    const api = createTestApi()
    titles.forEach((title, index) => {
      const { audiobook } = addBook(api)
      const createdAt = new Date(Date.UTC(2026, 0, 1, 0, index))
      const status = index === 1 ? 'failed' : 'processing'
      api.state.audiobooks.set(audiobook.id, { ...audiobook, title, status, createdAt })
    })
    return api
  }

  interface List {
    readonly items: readonly { readonly title: string }[]
    readonly next_cursor: string | null
  }
  const list = async (api: TestApi, query: string) =>
    (await (await api.call(`${BOOKS}?${query}`)).json()) as List

  test.each([
    ['', ['Epsilon', 'Delta', 'Gamma', 'beta', 'Alpha']],
    ['direction=asc', ['Alpha', 'beta', 'Gamma', 'Delta', 'Epsilon']],
    ['sort=title', ['Alpha', 'beta', 'Delta', 'Epsilon', 'Gamma']],
    ['status=failed', ['beta']],
    ['q=ETA', ['beta']],
  ])('by %p, in one page or in pages of two', async (query, expected) => {
    const api = library()
    const whole = await list(api, query)
    expect(whole.items.map(({ title }) => title)).toEqual(expected)
    expect(whole.next_cursor).toBeNull()
    const paged: string[] = []
    let cursor: string | null = ''
    for (let page = 0; page < titles.length && cursor !== null; page += 1) {
      const next: List = await list(api, `${query}&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)
      paged.push(...next.items.map(({ title }) => title))
      cursor = next.next_cursor
    }
    expect(paged).toEqual(expected)
  })

  test('a cursor that is none, or of another list', async () => {
    const api = library()
    const { next_cursor } = await list(api, 'limit=2')
    const forge = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const bad = [
      'x',
      forge(null),
      forge(['audiobooks:created_at:desc', { value: '0000-01-01T00:00:00Z', id: UNKNOWN }]),
      forge(['audiobooks:created_at:desc', { value: 'yesterday', id: UNKNOWN }]),
      forge(['audiobooks:created_at:desc', { value: '2026-01-01T00:00:00Z', id: 'x' }]),
    ]
    for (const cursor of bad) {
      const problem = await readProblem(await api.call(`${BOOKS}?cursor=${cursor}`), 400)
      expect([problem.code, problem.errors?.[0]?.pointer, problem.errors?.[0]?.in]).toEqual([
        'invalid_cursor',
        '/cursor',
        'query',
      ])
    }
    const moved = await api.call(`${BOOKS}?sort=title&cursor=${next_cursor}`)
    expect((await readProblem(moved, 400)).code).toBe('invalid_cursor')
  })

  test.each(['limit=0', 'limit=101', 'limit=x', 'status=x', 'sort=x', 'q=', 'q=%00', 'limit=1&limit=2'])(
    'refuses %s',
    async (query) => {
      const problem = await readProblem(await createTestApi().call(`${BOOKS}?${query}`), 400)
      expect(problem.errors?.[0]?.pointer).toBe(`/${query.split('=')[0]}`)
    },
  )
})

describe('reading', () => {
  test('the early summary is there until the one of the whole book is', async () => {
    const api = createTestApi()
    const { audiobook, chapters, jobs } = addBook(api, { chapterCount: 2 })
    const summary = (text: string, chapterId: string | null) => {
      putAiOutput(api.state, {
        ...{ kind: 'summary', audiobookId: audiobook.id, chapterId, model: 'm' },
        summary: { text, shortDescription: 's', chapterSummaries: [], evidence: [] },
      })
    }
    const read = async () => await (await api.call(`${BOOKS}/${audiobook.id}`)).json()
    expect(await read()).toMatchObject({ summary: null, summary_details: null, tags: [], tag_details: [] })

    const firstJob = jobs.find(({ type }) => type === 'transcribe')
    if (firstJob !== undefined) completeJob(api.state, firstJob, api.deps.clock.now())
    summary('early', chapters[0]?.id ?? null)
    putAiOutput(api.state, {
      ...{ kind: 'tags', audiobookId: audiobook.id, chapterId: chapters[0]?.id ?? null, model: 'm' },
      tags: [
        {
          name: 'sea',
          kind: 'theme',
          score: 1,
          evidence: [{ quote: 'q', chapterNumber: 1, startSeconds: 2 }],
        },
      ],
    })
    expect(await read()).toMatchObject({
      summary: 'early',
      summary_details: { covers: 'first_chapter', short_description: 's' },
      tags: ['sea'],
      tag_details: [{ kind: 'theme', evidence: [{ quote: 'q', chapter_number: 1, start_seconds: 2 }] }],
      chapters: [{ has_transcript: true }, { has_transcript: false }],
    })

    summary('whole', null)
    expect(await read()).toMatchObject({ summary: 'whole', summary_details: { covers: 'book' } })
  })

  test('the cover is served as an image, and only as one', async () => {
    const api = createTestApi()
    const { audiobook } = addBook(api)
    const path = `${BOOKS}/${audiobook.id}/cover`
    expect((await readProblem(await api.call(path), 404)).code).toBe('cover_not_found')
    const storageKey = `uploads/${audiobook.uploadId}/cover.jpg`
    await expectOk(api.deps.storage.put(storageKey, streamOf('image'), { mediaType: 'image/jpeg' }))
    for (const [mediaType, served] of [
      ['image/jpeg', 'image/jpeg'],
      ['image/svg+xml', 'application/octet-stream'],
      ['text/html', 'application/octet-stream'],
    ] as const) {
      api.state.audiobooks.set(audiobook.id, { ...audiobook, cover: { storageKey, mediaType } })
      const response = await api.call(path)
      expect(response.headers.get('content-type')).toBe(served)
      expect(await response.text()).toBe('image')
    }
  })
})

describe('the audio of a chapter', () => {
  async function audio() {
    const api = createTestApi()
    const { audiobook, files } = addBook(api)
    for (const { storageKey } of files) {
      await expectOk(api.deps.storage.put(storageKey, streamOf('0123456789'), { mediaType: 'audio/mpeg' }))
    }
    return (headers: Record<string, string> = {}, number = '1') =>
      api.call(`${BOOKS}/${audiobook.id}/chapters/${number}/audio`, { headers })
  }

  test('whole, and whole for ranges that are none', async () => {
    const get = await audio()
    for (const range of [undefined, 'bytes=5-2', 'bytes=0-1,4-5', 'pages=1-2', 'bytes=-']) {
      const response = await get(range === undefined ? {} : { range })
      expect([response.status, await response.text()]).toEqual([200, '0123456789'])
      expect(response.headers.get('accept-ranges')).toBe('bytes')
    }
  })

  test.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
    ['bytes=-99', '0123456789', 'bytes 0-9/10'],
  ])('%s', async (range, body, contentRange) => {
    const response = await (await audio())({ range })
    expect([response.status, await response.text()]).toEqual([206, body])
    expect(response.headers.get('content-range')).toBe(contentRange)
    expect(response.headers.get('content-length')).toBe(String(body.length))
  })

  test('a range beyond the end, of another version, of no chapter', async () => {
    const get = await audio()
    const beyond = await get({ range: 'bytes=10-' })
    expect(beyond.headers.get('content-range')).toBe('bytes */10')
    expect((await readProblem(beyond, 416)).code).toBe('range_not_satisfiable')
    expect((await get({ range: 'bytes=2-4', 'if-range': '"other"' })).status).toBe(200)
    expect((await readProblem(await get({}, '2'), 404)).code).toBe('chapter_not_found')
    expect((await readProblem(await get({}, 'x'), 400)).errors?.[0]).toMatchObject({
      in: 'path',
      pointer: '/number',
    })
  })
})

describe('editing', () => {
  test('changes what is given and leaves the rest', async () => {
    const api = createTestApi()
    const { audiobook } = addBook(api)
    const put = (json: unknown) => api.call(`${BOOKS}/${audiobook.id}`, { method: 'PUT', json })
    const changed = await put({ title: 'New', narrator: 'N', language: 'EN-us', is_public: true })
    expect(await changed.json()).toMatchObject({
      ...{ title: 'New', author: audiobook.author, narrator: 'N', language: 'en-US', is_public: true },
    })
    expect(await (await put({ narrator: null })).json()).toMatchObject({ title: 'New', narrator: null })
    expect((await put({})).status).toBe(200)
    expect((await readProblem(await put({ title: null }), 400)).errors?.[0]?.pointer).toBe('/title')
  })
})

describe('deleting', () => {
  test('removes the book, its upload, jobs and queue entries, and records its objects for removal', async () => {
    const api = createTestApi()
    const { audiobook, jobs, files } = addBook(api)
    await expectOk(api.deps.queue.enqueue(jobs))
    const remove = () => api.call(`${BOOKS}/${audiobook.id}`, { method: 'DELETE' })
    const response = await remove()
    expect([response.status, await response.text()]).toEqual([204, ''])
    const { state } = api
    expect([state.audiobooks.size, state.uploads.size, state.jobs.size, state.chapters.size]).toEqual([
      0, 0, 0, 0,
    ])
    expect([...state.discards]).toEqual(files.map(({ storageKey }) => storageKey))
    const counts = await expectOk(api.deps.queue.counts())
    expect(Object.values(counts).map(({ ready }) => ready)).toEqual([0, 0, 0, 0])
    expect((await readProblem(await remove(), 404)).code).toBe('audiobook_not_found')
  })
})

describe('jobs of a book', () => {
  test('in plan order, with what each waits for', async () => {
    const api = createTestApi()
    const { audiobook, jobs } = addBook(api)
    const [transcribe, summarize] = jobs
    if (transcribe === undefined || summarize === undefined) throw new Error('a book has jobs')
    completeJob(api.state, transcribe, api.deps.clock.now())
    api.state.jobs.set(summarize.id, {
      ...summarize,
      ...{ status: 'failed', completedAt: api.deps.clock.now(), epoch: 2, attempt: 1 },
      error: {
        ...{ kind: 'permanent', code: 'no_text', message: 'Nothing was said.' },
        ...{ at: api.deps.clock.now(), epoch: 2, attempt: 1 },
      },
    })
    const body = await (await api.call(`${BOOKS}/${audiobook.id}/jobs`)).json()
    expect(body).toMatchObject({
      audiobook_id: audiobook.id,
      overall_status: 'processing',
      progress: 0.25,
      total_jobs: 4,
      completed_jobs: 1,
      failed_jobs: 1,
      jobs: [
        { job_type: 'transcribe', status: 'completed', waiting_for: [], completed_at: expect.any(String) },
        { job_type: 'summarize', status: 'failed', error: { code: 'no_text', kind: 'permanent' } },
        { job_type: 'tag', status: 'pending', waiting_for: [transcribe.id], started_at: null },
        { job_type: 'embed', status: 'pending', waiting_for: [transcribe.id], error: null },
      ],
    })
  })
})

test('another owner’s book is not there', async () => {
  const verifyAdmin = () => okAsync({ ownerId: 'me', seesAll: false })
  const api = createTestApi({ tokens: { ...createTestApi().deps.tokens, verifyAdmin } })
  const { audiobook, upload } = addBook(api, { ownerId: 'someone else' })
  const path = `${BOOKS}/${audiobook.id}`
  const calls: [string, string, unknown?][] = [
    ['GET', path],
    ['PUT', path, { title: 'Mine' }],
    ['DELETE', path],
    ['GET', `${path}/jobs`],
    ['GET', `${path}/cover`],
    ['GET', `${path}/chapters`],
    ['GET', `${path}/chapters/1/audio`],
    ['GET', `${path}/chapters/1/transcript`],
    ['GET', `${path}/transcript`],
    ['GET', `/admin/search?q=x&audiobook_id=${audiobook.id}`],
  ]
  const before = structuredClone(api.state)
  for (const [method, target, json] of calls) {
    const problem = await readProblem(await api.call(target, { method, json }), 404)
    expect(problem.code).toBe('audiobook_not_found')
  }
  const foreignUpload = await post(api, { upload_id: upload.id, title: 'T', author: 'A' })
  expect((await readProblem(foreignUpload, 404)).code).toBe('upload_not_found')
  expect(await (await api.call(BOOKS)).json()).toEqual({ items: [], next_cursor: null })
  expect(structuredClone(api.state)).toEqual(before)
})
