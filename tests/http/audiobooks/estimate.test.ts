import { describe, expect, test } from 'bun:test'
import { addBook, createTestApi, readProblem, TEST_ENGINES } from '../../support/http-api.ts'
import { AUDIOBOOKS } from './audiobook-calls.ts'

const PATH = `${AUDIOBOOKS}/estimate`
const post = (json: unknown) => ({ method: 'POST', json })

describe('the estimate of a book', () => {
  test('by the lengths of its chapters: stages, units, prices, time', async () => {
    const api = createTestApi()
    const body = (await (await api.call(PATH, post({ chapter_seconds: [3_600, 1_800] }))).json()) as {
      cost_usd: number
      stages: { cost_usd: number }[]
    }
    expect(body).toMatchObject({
      ...{ audio_seconds: 5_400, chapters: 2, confidence: 'low', assumptions: expect.any(Array) },
      stages: [
        {
          job_type: 'transcribe',
          provider: 'test',
          model: 'transcribe-1',
          jobs: 2,
          audio_seconds: 5_400,
          cost_usd: 1.5,
        },
        { job_type: 'summarize', jobs: 2, audio_seconds: 0, cost_unknown_reason: null },
        { job_type: 'tag', jobs: 1 },
        { job_type: 'embed', jobs: 2, input_tokens: 18_900, output_tokens: 0, cost_usd: 0.0189 },
      ],
      // Both chapters at once, then the whole-book summary.
      eta_seconds: 360 + 540,
    })
    expect(body.cost_usd).toBeCloseTo(
      body.stages.reduce((sum, stage) => sum + stage.cost_usd, 0),
      5,
    )
    expect(api.state.jobs.size).toBe(0)
  })

  test('of an upload, whose files may not say how long they are', async () => {
    const api = createTestApi()
    const { upload, files } = addBook(api, { withBook: false, chapterCount: 2 })
    const [first] = files
    if (first === undefined) throw new Error('files')
    const metadata = {
      ...{ title: null, author: null, narrator: null, description: null, language: null },
      ...{ durationSeconds: 90, chapterMarks: [], cover: null },
    }
    api.state.files.set(first.id, { ...first, metadata: { ...first.metadata, ...metadata } as never })
    const body = (await (await api.call(PATH, post({ upload_id: upload.id }))).json()) as {
      assumptions: string[]
    }
    expect(body).toMatchObject({ audio_seconds: 90, chapters: 2 })
    expect(body.assumptions.at(-1)).toContain('1 of the files')
  })

  test('a price that is not known makes the sum unknown, and says why', async () => {
    const embed = { ...TEST_ENGINES.embed, price: () => ({ costUsd: null, reason: 'Nobody knows.' }) }
    const api = createTestApi({ enginePlan: { ...TEST_ENGINES, embed } })
    const body = await (await api.call(PATH, post({ chapter_seconds: [60], upload_type: 'single' }))).json()
    expect(body).toMatchObject({
      cost_usd: null,
      stages: [{}, {}, {}, { cost_usd: null, cost_unknown_reason: 'Nobody knows.' }],
    })
  })

  test.each([
    [{}, 400],
    [{ upload_id: '01936f0e-8d5c-7c3a-9a64-0f5b7c1f2a11', chapter_seconds: [1] }, 400],
    [{ chapter_seconds: [] }, 400],
    [{ chapter_seconds: [-1] }, 400],
    [{ chapter_seconds: [1], colour: 'red' }, 400],
    [{ upload_id: '01936f0e-8d5c-7c3a-9a64-0f5b7c1f2a11' }, 404],
  ])('%j is refused with %i', async (json, status) => {
    await readProblem(await createTestApi().call(PATH, post(json)), status)
  })

  test('not of an upload that is not finished, nor of one that belongs to someone else', async () => {
    const api = createTestApi()
    const { upload } = addBook(api, { withBook: false })
    api.state.uploads.set(upload.id, { ...upload, status: 'uploading', completedAt: null } as never)
    const problem = await readProblem(await api.call(PATH, post({ upload_id: upload.id })), 409)
    expect(problem.code).toBe('upload_not_completed')
  })
})
