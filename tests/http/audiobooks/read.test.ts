import { describe, expect, test } from 'bun:test'
import { expectOk } from '../../../src/testing/expect/expect-ok.ts'
import { streamOf } from '../../../src/testing/fixtures/bytes.ts'
import { completeJob, putAiOutput, putTranscript, transcriptOf } from '../../support/book-outputs.ts'
import { addBook, createTestApi, readProblem } from '../../support/http-api.ts'
import { AUDIOBOOKS } from './audiobook-calls.ts'

describe('reading', () => {
  test('the early summary is there until the one of the whole book is', async () => {
    const api = createTestApi()
    const { audiobook, chapters } = addBook(api, { chapterCount: 2 })
    const summary = (text: string, chapterId: string | null) => {
      putAiOutput(api.state, {
        ...{ kind: 'summary', audiobookId: audiobook.id, chapterId, model: 'm' },
        summary: { text, shortDescription: 's', chapterSummaries: [], evidence: [] },
      })
    }
    const read = async () => await (await api.call(`${AUDIOBOOKS}/${audiobook.id}`)).json()
    expect(await read()).toMatchObject({ summary: null, summary_details: null, tags: [], tag_details: [] })

    const [first] = chapters
    if (first !== undefined) putTranscript(api.state, first, transcriptOf('It was dark.'))
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
    const path = `${AUDIOBOOKS}/${audiobook.id}/cover`
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
    const body = await (await api.call(`${AUDIOBOOKS}/${audiobook.id}/jobs`)).json()
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

  test('says by an ETag whether anything has changed', async () => {
    const api = createTestApi()
    const { audiobook, jobs } = addBook(api)
    const path = `${AUDIOBOOKS}/${audiobook.id}/jobs`
    const etag = (await api.call(path)).headers.get('etag') ?? ''
    const headers = { 'if-none-match': etag }
    const same = await api.call(path, { headers })
    expect([same.status, await same.text()]).toEqual([304, ''])
    for (const job of jobs.slice(0, 1)) completeJob(api.state, job, api.deps.clock.now())
    expect((await api.call(path, { headers })).status).toBe(200)
  })
})
