import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { TranscribeAnswer } from '../../../src/ports/transcriber.ts'
import type { RevAiFault } from '../../../src/testing/fakes/revai/faults.ts'
import { type FakeRevAi, startFakeRevAi } from '../../../src/testing/fakes/revai/server.ts'
import { notedJob, transcriberFor, wavAudio } from './setup.ts'

let fake: FakeRevAi
beforeEach(async () => {
  fake = await startFakeRevAi({ clock: 'virtual' })
})
afterEach(() => fake.close())

const AUDIO = wavAudio(12)
const MAX_STEPS = 10

const transcriber = (overrides: Parameters<typeof transcriberFor>[1] = {}) =>
  transcriberFor(fake, { timeoutMs: 300, ...overrides })

/** Goes on as the job's attempts would, until there is a transcript. */
async function finish(job: ReturnType<typeof notedJob>, first: TranscribeAnswer | null): Promise<string[]> {
  const steps: string[] = []
  let answer = first
  for (let step = 0; step < MAX_STEPS; step++) {
    if (answer?.status === 'done') return steps
    const externalId = answer?.externalId ?? null
    const outcome = await (externalId === null
      ? transcriber().start(job.request())
      : transcriber().resume(externalId, job.request()))
    answer = outcome.unwrapOr(null)
    steps.push(
      outcome.isErr()
        ? outcome.error.code
        : `${outcome.value.status} ${answer?.status === 'waiting' && answer.externalId !== null}`,
    )
    await fake.advance(60_000)
  }
  throw new Error(`never done: ${steps.join(', ')}`)
}

describe('a submission whose outcome is not known', () => {
  const faults: readonly (readonly [string, RevAiFault, number])[] = [
    ['the answer was dropped', { drop: 'after' }, 1],
    ['the answer came too late', { slowMs: 1_000 }, 1],
    ['the answer stopped after its head', { slowBodyMs: 1_000 }, 1],
    ['the answer broke off', { truncated: 'connection' }, 1],
    ['the answer was half a JSON', { truncated: 'body' }, 1],
    ['the answer was no JSON', { text: 'accepted' }, 0],
    ['the answer had no id', { json: { status: 'in_progress' } }, 0],
    ['500 with HTML', { status: 500, html: '<h1>oops</h1>' }, 0],
    ['502', { status: 502 }, 0],
    ['the request was dropped', { drop: 'before' }, 0],
  ]
  for (const [name, fault, accepted] of faults) {
    test(`${name}: one transcript is bought`, async () => {
      fake.fail('submit', fault)
      const job = notedJob(AUDIO)
      const failed = await transcriber().start(job.request())
      expect(failed._unsafeUnwrapErr().kind).toBe('transient')
      expect(fake.billed().jobs).toBe(accepted)
      await finish(job, null)
      expect(fake.billed().jobs).toBe(1)
    })
  }

  test('a worker that died right after its intent: the vendor gets a grace, then the audio is submitted', async () => {
    const job = notedJob(AUDIO)
    fake.fail('submit', { drop: 'before' })
    await transcriber().start(job.request())
    const second = (await transcriber({ graceMs: 7_000 }).start(job.request()))._unsafeUnwrap()
    expect(second).toEqual({ status: 'waiting', externalId: null, pollAfterMs: 7_000 })
    expect(fake.count('submit')).toBe(1)
    const third = (await transcriber().start(job.request()))._unsafeUnwrap()
    expect(third).toMatchObject({ status: 'waiting', externalId: fake.jobs[0]?.id ?? '' })
  })

  test('a job that the vendor lists only after the grace is adopted', async () => {
    const job = notedJob(AUDIO)
    fake.fail('submit', { drop: 'after' })
    await transcriber().start(job.request())
    fake.fail('list', { json: [] })
    await transcriber().start(job.request())
    const third = (await transcriber().start(job.request()))._unsafeUnwrap()
    expect(third).toMatchObject({ status: 'waiting', externalId: fake.jobs[0]?.id ?? '' })
    expect(fake.billed().jobs).toBe(1)
  })

  test('it is found behind thousands of others, page by page', async () => {
    const job = notedJob(AUDIO)
    fake.fail('submit', { drop: 'after' })
    await transcriber().start(job.request())
    await addJobs(2_500)
    const adopted = (await transcriber({ timeoutMs: 5_000 }).start(job.request()))._unsafeUnwrap()
    expect(adopted).toMatchObject({ externalId: fake.jobs[0]?.id ?? '' })
    expect(fake.count('list')).toBe(3)
  })

  test('the search ends with jobs that are older than the intent', async () => {
    await addJobs(2_500)
    await fake.advance(3 * 60 * 60_000)
    const now = new Date(Date.now() + 3 * 60 * 60_000)
    const clock = { now: () => now, monotonicMs: () => now.getTime(), sleep: async () => {} }
    const job = notedJob(AUDIO)
    fake.fail('submit', { drop: 'before' })
    await transcriber({ clock }).start(job.request())
    await transcriber({ clock, timeoutMs: 5_000 }).start(job.request())
    expect(fake.count('list')).toBe(1)
  })

  test('bought twice in spite of all: the oldest is taken, the others are deleted', async () => {
    const job = notedJob(AUDIO)
    fake.fail('submit', { drop: 'after' })
    await transcriber().start(job.request())
    const [first] = fake.jobs
    if (first === undefined) throw new Error('nothing was submitted')
    // A worker that was frozen while another took over submits late, with the same intent.
    await fetch(`${fake.baseUrl}/speechtotext/v1/jobs`, {
      method: 'POST',
      headers: { authorization: `Bearer ${fake.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...first.options, source_config: { url: 'http://127.0.0.1:9/gone' } }),
    })
    const second = fake.jobs[1]
    if (second !== undefined) second.status = 'transcribed'
    expect(await finish(job, null)).toEqual(['waiting true', 'done false'])
    expect(fake.jobs.map(({ isDeleted }) => isDeleted)).toEqual([false, true])
  })

  test('a found job that failed is not adopted', async () => {
    const job = notedJob(AUDIO)
    fake.fail('submit', { drop: 'after' })
    fake.behaviour.failureOf = () => 'internal_processing'
    await transcriber().start(job.request())
    await fake.advance(60_000)
    fake.behaviour.failureOf = () => null
    const answer = (await transcriber().start(job.request()))._unsafeUnwrap()
    expect(answer).toMatchObject({ status: 'waiting', externalId: fake.jobs[1]?.id ?? '' })
  })

  test('a list that can not be had buys nothing', async () => {
    const job = notedJob(AUDIO)
    fake.fail('submit', { drop: 'after' })
    await transcriber().start(job.request())
    fake.fail('list', { status: 503 }, { status: 429 }, { text: 'sorry' })
    for (const kind of ['transient', 'throttled', 'transient']) {
      expect((await transcriber().start(job.request()))._unsafeUnwrapErr().kind).toBe(kind as 'transient')
    }
    expect(fake.count('submit')).toBe(1)
  })
})

async function addJobs(count: number): Promise<void> {
  const add = () =>
    fetch(`${fake.baseUrl}/speechtotext/v1/jobs`, {
      method: 'POST',
      headers: { authorization: `Bearer ${fake.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ source_config: { url: 'http://127.0.0.1:9/gone' } }),
    })
  for (let added = 0; added < count; added += 100) {
    await Promise.all(Array.from({ length: Math.min(100, count - added) }, add))
  }
}
