import { describe, expect, test } from 'bun:test'
import { completeJob, putTranscript, transcriptOf } from '../support/book-outputs.ts'
import { addBook, createTestApi, readProblem } from '../support/http-api.ts'

/** Three chapters of 600 s each; the first and the third are transcribed. */
function setUp() {
  const api = createTestApi()
  const book = addBook(api, { chapterCount: 3 })
  const [first, , third] = book.chapters
  if (first === undefined || third === undefined) throw new Error('the book has three chapters')
  putTranscript(api.state, first, transcriptOf('It was a quiet night.', 'Nobody spoke.'))
  putTranscript(api.state, third, transcriptOf('The lamp went out.'))
  for (const job of book.jobs) {
    const isDone = job.type === 'transcribe' && (job.chapterId === first.id || job.chapterId === third.id)
    if (isDone) completeJob(api.state, job, api.deps.clock.now())
  }
  const path = `/admin/audiobooks/${book.audiobook.id}`
  return { api, book, path, get: (rest: string, headers = {}) => api.call(`${path}${rest}`, { headers }) }
}

describe('the transcript of a book', () => {
  test('has times of the book, and says what is missing', async () => {
    const { get, book } = setUp()
    const response = await get('/transcript')
    expect(response.headers.get('content-type')).toBe('application/json')
    const body = (await response.json()) as { segments: { words: unknown[] }[] }
    expect(body).toMatchObject({
      audiobook_id: book.audiobook.id,
      chapter: null,
      language: 'en',
      engine: 'test',
      missing_chapters: [2],
      segments: [
        { text: 'It was a quiet night.', start_seconds: 0, end_seconds: 5 },
        { text: 'Nobody spoke.', start_seconds: 5 },
        { text: 'The lamp went out.', start_seconds: 1200, end_seconds: 1205 },
      ],
    })
    expect(body.segments[2]?.words[1]).toEqual({
      ...{ text: 'lamp', start_seconds: 1201.25, end_seconds: 1202.5, confidence: 0.9 },
    })
  })

  test.each([
    ['vtt', 'text/vtt; charset=utf-8', '00:20:00.000 --> 00:20:05.000\nThe lamp went out.'],
    ['srt', 'application/x-subrip; charset=utf-8', '00:20:00,000 --> 00:20:05,000\nThe lamp went out.'],
    ['txt', 'text/plain; charset=utf-8', 'It was a quiet night. Nobody spoke.'],
  ])('as %s', async (format, mediaType, part) => {
    const { get } = setUp()
    const response = await get(`/transcript?format=${format}`)
    expect(response.headers.get('content-type')).toBe(mediaType)
    expect(response.headers.get('content-disposition')).toBe(
      `inline; filename="A Title.${format}"; filename*=UTF-8''A%20Title.${format}`,
    )
    expect(await response.text()).toContain(part)
    const chapter = await get(`/chapters/3/transcript?format=${format}`)
    expect([chapter.status, chapter.headers.get('content-type')]).toEqual([200, mediaType])
    expect(await chapter.text()).toContain('The lamp went out.')
  })

  test('a file name made of any title is safe', async () => {
    const { api, book, get } = setUp()
    api.state.audiobooks.set(book.audiobook.id, {
      ...book.audiobook,
      title: '../../Über\r\n"Möwen"; filename=x.exe / 海',
    })
    const header = (await get('/transcript?format=txt')).headers.get('content-disposition')
    expect(header).toBe(
      'inline; filename=".. .. Uber Mowen filename x.exe.txt"; ' +
        "filename*=UTF-8''..%20..%20%C3%9Cber%20M%C3%B6wen%20filename%20x.exe%20%E6%B5%B7.txt",
    )
  })

  test('what did not change is not sent again', async () => {
    const { get } = setUp()
    const first = await get('/transcript')
    const etag = first.headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[0-9a-f]+"$/)
    const again = await get('/transcript', { 'if-none-match': etag })
    expect([again.status, await again.text()]).toEqual([304, ''])
    expect(again.headers.get('x-request-id')).not.toBeNull()
    expect((await get('/transcript?format=vtt', { 'if-none-match': etag })).status).toBe(200)
    const chapters = (await get('/chapters')).headers.get('etag') ?? ''
    expect((await get('/chapters', { 'if-none-match': chapters })).status).toBe(304)
    const chapter = (await get('/chapters/3/transcript')).headers.get('etag') ?? ''
    expect((await get('/chapters/3/transcript', { 'if-none-match': chapter })).status).toBe(304)
    expect((await get('/chapters/9/transcript', { 'if-none-match': '*' })).status).toBe(404)
  })
})

describe('the transcript of a chapter', () => {
  test.each(['/transcript?chapter=3', '/chapters/3/transcript'])(
    '%s has times of the chapter',
    async (rest) => {
      const { get } = setUp()
      expect(await (await get(rest)).json()).toMatchObject({
        chapter: { number: 3, title: 'Chapter 3', start_seconds: 1200 },
        segments: [{ text: 'The lamp went out.', start_seconds: 0 }],
      })
    },
  )

  test('what is not there', async () => {
    const { api, get } = setUp()
    const codeOf = async (response: Response) => (await readProblem(response, 404)).code
    expect(await codeOf(await get('/chapters/2/transcript'))).toBe('transcript_not_found')
    expect(await codeOf(await get('/chapters/4/transcript'))).toBe('chapter_not_found')
    const fresh = addBook(api)
    const response = await api.call(`/admin/audiobooks/${fresh.audiobook.id}/transcript`)
    expect(await codeOf(response)).toBe('transcript_not_found')
  })

  test.each([
    '/transcript?format=pdf',
    '/transcript?chapter=0',
    '/transcript?chapter=1e99',
    '/chapters/-1/transcript',
  ])('refuses %s', async (rest) => {
    expect((await readProblem(await setUp().get(rest), 400)).code).toBe('validation_failed')
  })
})

describe('chapters', () => {
  test('with their place and whether they are transcribed', async () => {
    const { get } = setUp()
    expect(await (await get('/chapters')).json()).toMatchObject({
      chapters: [
        { number: 1, start_seconds: 0, duration_seconds: 600, has_transcript: true },
        { number: 2, start_seconds: 600, has_transcript: false },
        { number: 3, start_seconds: 1200, has_transcript: true },
      ],
    })
  })

  test.each<[string, Record<string, string>]>([
    ['/chapters', { accept: 'application/json+chapters' }],
    ['/chapters?format=json-chapters', {}],
  ])('%s as JSON Chapters', async (rest, headers) => {
    const response = await setUp().get(rest, headers)
    expect(response.headers.get('content-type')).toBe('application/json+chapters')
    expect(response.headers.get('vary')).toContain('Accept')
    expect(await response.json()).toMatchObject({
      version: '1.2.0',
      chapters: [{ startTime: 0, endTime: 600, title: 'Chapter 1' }, { startTime: 600 }, { startTime: 1200 }],
    })
  })
})
