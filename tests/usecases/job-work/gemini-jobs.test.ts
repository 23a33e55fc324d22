import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { okAsync } from 'neverthrow'
import { createGeminiEmbedder } from '../../../src/adapters/gemini/embedder.ts'
import { createGeminiLlm } from '../../../src/adapters/gemini/llm.ts'
import type { JobType } from '../../../src/domain/job/job.ts'
import { quotaExceeded } from '../../../src/testing/fakes/gemini/errors.ts'
import { type FakeGemini, startFakeGemini } from '../../../src/testing/fakes/gemini/server.ts'
import { createSummarize, createTag } from '../../../src/usecases/job-work/describe.ts'
import { createEmbed } from '../../../src/usecases/job-work/embed.ts'
import { putTranscript, transcriptOf } from '../../support/book-outputs.ts'
import { addBook, createTestApi, type TestApi } from '../../support/http-api.ts'

const LEASE_MS = 60_000
const CHAPTERS = 6
const EMBEDDING_MODEL = 'gemini-embedding-001'

/** Enough words for one request a chapter. */
const linesOf = (chapter: number) =>
  Array.from(
    { length: 120 },
    (_, line) => `In chapter ${chapter} line ${line} the keeper mended lamp ${line}.`,
  )

describe('jobs on Gemini', () => {
  let fake: FakeGemini
  let api: TestApi
  let audiobookId: string
  beforeEach(async () => {
    fake = await startFakeGemini()
    api = createTestApi()
    const book = addBook(api, { chapterCount: CHAPTERS })
    audiobookId = book.audiobook.id
    for (const chapter of book.chapters) {
      putTranscript(api.state, chapter, transcriptOf(...linesOf(chapter.number)))
    }
    // Only the jobs under test are looked at, each ready to run.
    for (const job of book.jobs) api.state.jobs.set(job.id, { ...job, gate: [] })
  })
  afterEach(() => fake.close())

  const works = () => {
    const server = { apiKey: fake.apiKey, baseUrl: fake.baseUrl, clock: api.deps.clock }
    const llm = createGeminiLlm({ ...server, model: 'gemini-3.5-flash-lite', contextTokens: 4_000 })
    const embedder = createGeminiEmbedder({ ...server, model: EMBEDDING_MODEL })
    const deps = { ...api.deps, llm, embedder }
    return { summarize: createSummarize(deps), tag: createTag(deps), embed: createEmbed(deps) }
  }
  /** The whole-book job where there is one. */
  const jobOf = (type: JobType) => {
    const jobs = [...api.state.jobs.values()].filter((job) => job.type === type)
    const job = jobs.find((one) => one.chapterId === null) ?? jobs[0]
    if (job === undefined) throw new Error(`no ${type} job`)
    return job.id
  }
  /** One attempt of a new worker process. */
  const attempt = async (type: 'summarize' | 'tag' | 'embed') => {
    const job = (await api.deps.jobs.claim(jobOf(type), 'w', LEASE_MS))._unsafeUnwrap()
    if (job === null) throw new Error('the job was not to be had')
    const claim = { jobId: job.id, epoch: job.epoch }
    const signal = new AbortController().signal
    const outcome = await works()[type]({
      job,
      claim,
      signal,
      reportProgress: () => {},
      saveCheckpoint: () => okAsync('accepted'),
    })
    await api.deps.jobs.release(claim)
    return outcome
  }
  const usageOf = async (jobId: string) => {
    const response = await api.call(`/admin/audiobooks/${audiobookId}/jobs`)
    const { jobs } = (await response.json()) as {
      jobs: { id: string; usage: Record<string, number> | null }[]
    }
    return jobs.find((job) => job.id === jobId)?.usage ?? null
  }
  const promptsLike = (pattern: RegExp) =>
    fake.billed.map(({ prompt }) => prompt).filter((prompt) => pattern.test(prompt))
  const billedTokens = () => ({
    input_tokens: fake.billed.reduce((sum, bill) => sum + bill.inputTokens, 0),
    output_tokens: fake.billed.reduce((sum, bill) => sum + bill.outputTokens, 0),
  })

  test('a summary that is interrupted again and again is bought once, and shows what it cost', async () => {
    for (let attempts = 0; attempts < 4; attempts += 1) {
      fake.fail('generateContent', null, { kind: 'error', error: quotaExceeded({ retryDelay: '1s' }) })
      expect((await attempt('summarize'))._unsafeUnwrapErr()).toMatchObject({ kind: 'throttled' })
    }
    expect((await attempt('summarize')).isOk()).toBe(true)
    const prompts = fake.billed.map(({ prompt }) => prompt)
    expect(prompts.length).toBeGreaterThan(5)
    expect(new Set(prompts).size).toBe(prompts.length)

    const usage = await usageOf(jobOf('summarize'))
    expect(usage).toMatchObject({ calls: prompts.length, ...billedTokens() })
    const detail = await (await api.call(`/admin/audiobooks/${audiobookId}`)).json()
    expect(detail).toMatchObject({ usage: { calls: prompts.length, ...billedTokens() } })
    const { input_tokens: input, output_tokens: output } = billedTokens()
    expect((detail as { usage: { cost_usd: number } }).usage.cost_usd).toBeCloseTo(
      (input * 0.3 + output * 2.5) / 1_000_000,
      5,
    )
    const { summary_details: details } = detail as {
      summary_details: { chapter_summaries: unknown[]; blocked_chapters: number[] }
    }
    expect(details.chapter_summaries).toHaveLength(CHAPTERS)
    expect(details.blocked_chapters).toEqual([])
  })

  test('an attempt that fails after it was billed shows its cost all the same', async () => {
    fake.writing.misbehaviour = 'not_json'
    expect((await attempt('tag'))._unsafeUnwrapErr().code).toBe('invalid_answer')
    expect(await usageOf(jobOf('tag'))).toMatchObject({ calls: 2, ...billedTokens() })
  })

  test('one blocked chapter: the book has its summary, and says which chapter is missing', async () => {
    fake.writing.blocks = /In chapter 3 line 7 /
    expect((await attempt('summarize')).isOk()).toBe(true)
    const detail = (await (await api.call(`/admin/audiobooks/${audiobookId}`)).json()) as {
      summary_details: { blocked_chapters: number[]; chapter_summaries: { chapter_number: number }[] }
    }
    expect(detail.summary_details.blocked_chapters).toEqual([3])
    expect(detail.summary_details.chapter_summaries.map((one) => one.chapter_number)).toEqual([1, 2, 4, 5, 6])
  })

  test('what the provider refused to read is asked once, however often the job is interrupted', async () => {
    const blocks = /In chapter 3 line 7 /
    fake.writing.blocks = blocks
    fake.fail('generateContent', null, null, null, {
      kind: 'error',
      error: quotaExceeded({ retryDelay: '1s' }),
    })
    expect((await attempt('summarize'))._unsafeUnwrapErr()).toMatchObject({ kind: 'throttled' })
    const refused = promptsLike(blocks)
    expect(refused.length).toBeGreaterThan(0)
    expect((await attempt('summarize')).isOk()).toBe(true)
    expect(promptsLike(blocks)).toEqual(refused)
    const [output] = [...api.state.aiOutputs.values()]
    expect(output?.kind === 'summary' ? output.summary.blockedChapters : null).toEqual([3])
  })

  test('a job that is refused as a whole asks again when it is sent round again', async () => {
    fake.writing.blocks = /In chapter /
    for (let times = 1; times <= 2; times += 1) {
      expect((await attempt('tag'))._unsafeUnwrapErr()).toMatchObject({ code: 'content_blocked' })
      const refused = promptsLike(/In chapter /)
      expect(refused.length).toBe(times * new Set(refused).size)
    }
    fake.writing.blocks = null
    expect((await attempt('tag')).isOk()).toBe(true)
  })

  test('vectors are bought once, whatever fails in between, and are found by the search', async () => {
    fake.fail('batchEmbedContents', { kind: 'error', error: quotaExceeded({ retryDelay: '1s' }) })
    expect((await attempt('embed'))._unsafeUnwrapErr().kind).toBe('throttled')
    expect((await attempt('embed')).isOk()).toBe(true)
    expect((await attempt('embed')).isOk()).toBe(true)
    const texts = fake.billed.flatMap((bill) => bill.texts)
    expect(new Set(texts).size).toBe(texts.length)
    expect([...api.state.embeddings.keys()]).toEqual([JSON.stringify([EMBEDDING_MODEL, 768])])
    expect(await usageOf(jobOf('embed'))).toMatchObject({ calls: 1, output_tokens: 0 })
  })

  test('a daily quota: the job waits until midnight in California and uses no attempt', async () => {
    fake.fail('generateContent', {
      kind: 'error',
      error: quotaExceeded({
        quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier',
        retryDelay: '36s',
      }),
    })
    const job = (await api.deps.jobs.claim(jobOf('tag'), 'w', LEASE_MS))._unsafeUnwrap()
    if (job === null) throw new Error('the job was not to be had')
    const claim = { jobId: job.id, epoch: job.epoch }
    const signal = new AbortController().signal
    const error = (
      await works().tag({
        job,
        claim,
        signal,
        reportProgress: () => {},
        saveCheckpoint: () => okAsync('accepted'),
      })
    )._unsafeUnwrapErr()
    if (error.kind !== 'throttled') throw new Error(`not throttled but ${error.kind}`)
    const { kind, code, message, retryAfterMs } = error
    await api.deps.reporter.fail(claim, { kind, code, message, retryAfterMs })
    // The clock of the test stands at midnight UTC on 1 January, which is four in the afternoon there.
    const waiting = api.state.jobs.get(job.id)
    expect(waiting).toMatchObject({ status: 'pending', attempt: 1 })
    expect(waiting?.status === 'pending' ? waiting.runAt : null).toEqual(new Date('2026-01-01T08:00:00Z'))
  })

  test('a job that no provider was asked for has no usage', async () => {
    expect(await usageOf(jobOf('transcribe'))).toBeNull()
  })
})
