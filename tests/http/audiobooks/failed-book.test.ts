import { describe, expect, test } from 'bun:test'
import type { FailureRecord } from '../../../src/domain/job/job.ts'
import type { Coverage } from '../../../src/domain/transcript/coverage.ts'
import { completeJob, putAiOutput, putTranscript, transcriptOf } from '../../support/book-outputs.ts'
import { createFakeEmbedder } from '../../support/fake-embedder.ts'
import { addBook, createTestApi, readProblem } from '../../support/http-api.ts'
import { AUDIOBOOKS } from './audiobook-calls.ts'

const embedder = createFakeEmbedder()
const GAP: Coverage = {
  ...{ audioSeconds: 600, transcribedSeconds: 500 },
  warnings: [{ code: 'missing_at_end', startSeconds: 500, endSeconds: 600 }],
}

/** Chapter 2 of 3 could not be transcribed, nor the book summarised; the transcript of chapter 3 ends early. */
function failedBook() {
  const api = createTestApi({ embedder })
  const book = addBook(api, { chapterCount: 3 })
  const [first, second, third] = book.chapters
  if (first === undefined || second === undefined || third === undefined) throw new Error('three chapters')
  const at = api.deps.clock.now()
  putTranscript(api.state, first, transcriptOf('A ship came in.'), { embedder })
  // Its vectors were never made.
  putTranscript(api.state, third, transcriptOf('The lamp went out.'))
  api.state.coverage.set(third.id, GAP)
  putAiOutput(api.state, {
    ...{ kind: 'summary', audiobookId: book.audiobook.id, chapterId: first.id, model: 'm' },
    summary: { text: 'early', shortDescription: 's', chapterSummaries: [], evidence: [] },
  })
  const error: FailureRecord = {
    ...{ kind: 'permanent', code: 'decode_failed', message: 'Not audio.' },
    ...{ at, epoch: 1, attempt: 1 },
  }
  for (const job of book.jobs) {
    const isBroken = job.chapterId === second.id || (job.chapterId === null && job.type === 'summarize')
    if (!isBroken) completeJob(api.state, job, at)
    else
      api.state.jobs.set(job.id, { ...job, status: 'failed', completedAt: at, error, errorHistory: [error] })
  }
  api.state.audiobooks.set(book.audiobook.id, {
    ...book.audiobook,
    ...{ status: 'failed', statusReason: 'Transcription of chapter 2 failed: Not audio.' },
  })
  const path = `${AUDIOBOOKS}/${book.audiobook.id}`
  const read = async (rest = '') => await (await api.call(`${path}${rest}`)).json()
  return { api, path, read }
}

describe('a book that failed in part', () => {
  test('shows what there is, what is missing, and where speech may be', async () => {
    const { read } = failedBook()
    const warning = {
      ...{ code: 'missing_at_end', chapter_number: 3, start_seconds: 500, end_seconds: 600 },
      message: expect.stringContaining('chapter 3 ends long before its audio'),
    }
    expect(await read()).toMatchObject({
      status: 'failed',
      summary: 'early',
      partial: true,
      coverage: { audio_seconds: 600, transcribed_seconds: 500 },
      warnings: [warning],
      chapters: [
        { number: 1, has_transcript: true, coverage: null, warnings: [] },
        { number: 2, has_transcript: false, coverage: null, warnings: [] },
        { number: 3, has_transcript: true, warnings: [warning] },
      ],
    })
    expect(await read('/chapters')).toMatchObject({
      chapters: [{ has_transcript: true }, { has_transcript: false }, { warnings: [warning] }],
    })
    expect(await read('/jobs')).toMatchObject({ overall_status: 'failed', failed_jobs: 3 })
  })

  test('has a transcript of the chapters that were transcribed, marked as partial', async () => {
    const { read, api, path } = failedBook()
    expect(await read('/transcript')).toMatchObject({
      partial: true,
      missing_chapters: [2],
      warnings: [{ chapter_number: 3, start_seconds: 1_700, end_seconds: 1_800 }],
      segments: [{ text: 'A ship came in.' }, { text: 'The lamp went out.', start_seconds: 1_200 }],
    })
    expect(await read('/chapters/3/transcript')).toMatchObject({
      partial: false,
      warnings: [{ chapter_number: 3, start_seconds: 500, end_seconds: 600 }],
    })
    for (const format of ['vtt', 'srt', 'txt']) {
      const text = await (await api.call(`${path}/transcript?format=${format}`)).text()
      expect(text).toContain('The lamp went out.')
    }
    const missing = await readProblem(await api.call(`${path}/chapters/2/transcript`), 404)
    expect(missing.code).toBe('transcript_not_found')
  })

  test('is found by its words, with and without vectors', async () => {
    const { api } = failedBook()
    for (const [query, chapter] of [
      ['ship', 1],
      ['lamp', 3],
    ] as const) {
      const answer = await (await api.call(`/admin/search?q=${query}&mode=hybrid`)).json()
      expect(answer).toMatchObject({ hits: [{ chapter: { number: chapter } }] })
    }
  })
})
