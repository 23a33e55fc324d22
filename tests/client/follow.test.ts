import { afterEach, beforeEach, expect, test } from 'bun:test'
import { AudiobookFailedError, createChapterwiseClient } from '../../src/client/index.ts'
import { type FakeServer, startFakeChapterwise } from '../fakes/chapterwise-server.ts'
import { errorOf } from '../support/error-of.ts'

const JOBS = '/api/v1/admin/audiobooks/b1/jobs'

const QUICK = { pollIntervalMs: 1 }

let server: FakeServer

beforeEach(async () => {
  server = await startFakeChapterwise()
})
afterEach(() => server.close())

const client = () => createChapterwiseClient({ baseUrl: server.url, retry: { firstDelayMs: 0 } })

const state = (overall_status: string, progress: number) => ({
  status: 200,
  body: { audiobook_id: 'b1', overall_status, progress, failed_jobs: 1, total_jobs: 4, jobs: [] },
})

test('tells each change once, and the end', async () => {
  const [started, half] = [state('processing', 0), state('processing', 0.5)]
  server.answer(JOBS, started, started, half, state('completed', 1))
  const seen: number[] = []
  const end = await client().waitForAudiobook('b1', {
    ...QUICK,
    onProgress: ({ progress }) => seen.push(progress),
  })
  expect(seen).toEqual([0, 0.5, 1])
  expect(end.overall_status).toBe('completed')
})

test('what the server says has not changed is not sent again', async () => {
  const tagged = { ...state('processing', 0), headers: { etag: '"1"' } }
  server.answer(JOBS, tagged, { status: 304, body: '' }, state('completed', 1))
  await client().waitForAudiobook('b1', QUICK)
  const looks = server.requests.filter(({ path }) => path === JOBS)
  expect(looks.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"1"', '"1"'])
})

test('a failed book rejects, with its jobs', async () => {
  server.answer(JOBS, state('failed', 0.5))
  const error = await errorOf(client().waitForAudiobook('b1', QUICK))
  expect(error).toBeInstanceOf(AudiobookFailedError)
  expect(error).toMatchObject({ code: 'audiobook_failed', jobs: { progress: 0.5 } })
  expect((error as Error).message).toBe('Audiobook b1: 1 of 4 jobs failed.')
})

test('a server that goes away for a moment does not end it', async () => {
  server.answer(JOBS, 'drop', state('completed', 1))
  expect((await client().waitForAudiobook('b1', QUICK)).progress).toBe(1)
})

test('an abort ends it', async () => {
  server.answer(JOBS, state('processing', 0))
  const controller = new AbortController()
  const onProgress = () => controller.abort('enough')
  const waiting = client().waitForAudiobook('b1', { signal: controller.signal, onProgress })
  expect(await errorOf(waiting)).toBe('enough')
})

test('it does not take for ever', async () => {
  server.answer(JOBS, state('processing', 0))
  expect(await errorOf(client().waitForAudiobook('b1', { ...QUICK, timeoutMs: 1 }))).toMatchObject({
    code: 'timeout',
  })
})
