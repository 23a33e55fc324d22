import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { systemClock } from '../../../src/adapters/system/clock.ts'
import { type FakeRevAi, startFakeRevAi } from '../../../src/testing/fakes/revai/server.ts'
import { type LoggedLine, notedJob, recordingLogger, transcriberFor, wavAudio } from './setup.ts'

let fake: FakeRevAi
beforeEach(async () => {
  fake = await startFakeRevAi({ clock: 'virtual' })
})
afterEach(() => fake.close())

const AUDIO = wavAudio(60)

const transcriber = (overrides: Parameters<typeof transcriberFor>[1] = {}) =>
  transcriberFor(fake, { timeoutMs: 300, ...overrides })

/** A job that the vendor works on. */
async function submitted() {
  const job = notedJob(AUDIO)
  const answer = (await transcriber().start(job.request()))._unsafeUnwrap()
  if (answer.status !== 'waiting' || answer.externalId === null) throw new Error('not submitted')
  const { externalId } = answer
  return {
    job,
    externalId,
    resume: (overrides: Parameters<typeof transcriberFor>[1] = {}) =>
      transcriber(overrides).resume(externalId, job.request()),
  }
}

describe('collecting', () => {
  test('a job that runs is looked at again later', async () => {
    const { resume, externalId } = await submitted()
    const answer = (await resume())._unsafeUnwrap()
    expect(answer).toMatchObject({ status: 'waiting', externalId })
    expect(fake.count('transcript')).toBe(0)
  })

  test('a job that runs for longer than its audio may take fails, and is kept for the next attempt', async () => {
    const { resume, externalId, job } = await submitted()
    const timeLimit = { baseMs: 60_000, msPerAudioSecond: 1_000, mostMs: 3_600_000 }
    const at = (ms: number) => ({ ...systemClock, now: () => new Date(Date.now() + ms) })
    const early = (await resume({ timeLimit, clock: at(100_000) }))._unsafeUnwrap()
    expect(early).toMatchObject({ status: 'waiting', externalId })
    const late = (await resume({ timeLimit, clock: at(200_000) }))._unsafeUnwrapErr()
    expect(late).toMatchObject({ kind: 'transient', code: 'vendor_timeout' })
    expect(job.notes()).not.toBeNull()
    await fake.advance(1_000)
    expect((await resume({ timeLimit, clock: at(200_000) }))._unsafeUnwrap().status).toBe('done')
  })

  test('a transcript, and what it took', async () => {
    const { resume, externalId } = await submitted()
    await fake.advance(1_000)
    const answer = (await resume())._unsafeUnwrap()
    if (answer.status !== 'done') throw new Error('not done')
    expect(answer.usage).toEqual({
      ...{ provider: 'rev.ai', model: 'machine', operation: 'transcribe', reference: externalId },
      ...{ inputTokens: 0, outputTokens: 0, audioSeconds: 60, costUsd: null },
    })
    expect(answer.transcript).toMatchObject({ language: 'en', engine: 'rev.ai machine', durationSeconds: 60 })
    expect(answer.transcript.segments[0]?.text).toStartWith('The keeper lit a lamp and watched dark. Water')
  })

  const failures = [
    ['internal_processing', 'transient', 'vendor_job_failed'],
    ['transcription', 'transient', 'vendor_job_failed'],
    ['download_failure', 'transient', 'vendor_download_failed'],
    ['invalid_media', 'permanent', 'decode_failed'],
    ['empty_media', 'permanent', 'decode_failed'],
    ['duration_exceeded', 'permanent', 'audio_too_long'],
    ['duration_too_short', 'permanent', 'audio_too_short'],
    ['insufficient_balance', 'permanent', 'provider_balance'],
    ['invoicing_limit_exceeded', 'permanent', 'provider_balance'],
  ] as const
  test.each(failures)('%s is %s %s, and the next attempt submits anew', async (failure, kind, code) => {
    fake.behaviour.failureOf = () => failure
    const { job, resume } = await submitted()
    await fake.advance(1_000)
    const lines: LoggedLine[] = []
    const error = (await resume({ logger: recordingLogger(lines) }))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind, code })
    expect(error.message).toContain(failure)
    expect(lines.some(({ level }) => level === 'error')).toBe(code === 'provider_balance')
    expect(job.notes()).toBeNull()
    fake.behaviour.failureOf = () => null
    const again = (await transcriber().start(job.request()))._unsafeUnwrap()
    expect(again).toMatchObject({ status: 'waiting', externalId: fake.jobs[1]?.id ?? '' })
  })

  test('a failure of a kind that nobody knows yet is permanent', async () => {
    const { resume } = await submitted()
    fake.fail('job', { json: { id: 'x', status: 'failed', failure: 'moonshine' } })
    expect((await resume())._unsafeUnwrapErr()).toMatchObject({
      kind: 'permanent',
      code: 'vendor_job_failed',
    })
  })

  test('a job that the vendor forgot says so, and a retry submits anew', async () => {
    const { job, resume } = await submitted()
    const [bought] = fake.jobs
    if (bought !== undefined) bought.isDeleted = true
    const error = (await resume())._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'permanent', code: 'vendor_job_gone' })
    expect(job.notes()).toBeNull()
  })

  test('a vendor that is away uses no attempt and loses nothing', async () => {
    const { job, resume, externalId } = await submitted()
    const outages = [
      { drop: 'before' },
      { status: 500, html: '<h1>oops</h1>' },
      { status: 503 },
      { slowMs: 1_000 },
      { slowBodyMs: 1_000 },
      { truncated: 'connection' },
    ] as const
    for (const outage of outages) {
      fake.fail('job', outage)
      expect((await resume())._unsafeUnwrap()).toMatchObject({ status: 'waiting', externalId })
    }
    expect(job.notes()).not.toBeNull()
  })

  test('throttled polls, refused keys and answers that make no sense are told as such', async () => {
    const { job, resume } = await submitted()
    const cases = [
      [{ status: 429, headers: { 'retry-after': '3' } }, 'throttled', 'rate_limited'],
      [{ status: 401 }, 'permanent', 'provider_key'],
      [{ text: 'welcome' }, 'transient', 'bad_answer'],
      [{ json: [] }, 'transient', 'bad_answer'],
    ] as const
    for (const [fault, kind, code] of cases) {
      fake.fail('job', fault)
      expect((await resume())._unsafeUnwrapErr()).toMatchObject({ kind, code })
    }
    expect(job.notes()).not.toBeNull()
  })

  test('a transcript that can not be had yet is fetched later; one that can not be read is an error', async () => {
    const { resume } = await submitted()
    await fake.advance(1_000)
    fake.fail('transcript', { status: 409, body: { current_value: 'in_progress', status: 409 } })
    expect((await resume())._unsafeUnwrap().status).toBe('waiting')
    const faults = [
      { truncated: 'body' },
      { truncated: 'connection' },
      { json: { monologues: [{}] } },
      { status: 502, html: '<p>' },
      { status: 500, delayedBodyMs: 30 },
    ] as const
    for (const fault of faults) {
      fake.fail('transcript', fault)
      expect((await resume())._unsafeUnwrapErr().kind).toBe('transient')
    }
    expect((await resume())._unsafeUnwrap().status).toBe('done')
  })

  test('an abort ends the call', async () => {
    const { externalId } = await submitted()
    const controller = new AbortController()
    fake.fail('job', { slowMs: 60_000 })
    const request = notedJob(AUDIO, { signal: controller.signal }).request()
    const resuming = transcriber({ timeoutMs: 60_000 }).resume(externalId, request)
    setTimeout(() => controller.abort(), 30)
    expect((await resuming)._unsafeUnwrapErr().code).toBe('aborted')
  })

  test('the vendor’s copy goes when it is to go, and only then', async () => {
    const { externalId } = await submitted()
    await fake.advance(1_000)
    expect(transcriber().discard).toBeUndefined()
    const tidy = transcriber({ deleteAfterTranscription: true })
    expect((await tidy.discard?.(externalId))?.isOk()).toBeTrue()
    expect(fake.jobs[0]?.isDeleted).toBeTrue()
    expect((await tidy.discard?.(externalId))?.isOk()).toBeTrue()
    fake.fail('delete', { status: 500 })
    expect((await tidy.discard?.(externalId))?.isErr()).toBeTrue()
  })
})

describe('the check', () => {
  test('a good key is asked about once a minute', async () => {
    let nowMs = Date.now()
    const clock = { now: () => new Date(nowMs), monotonicMs: () => nowMs, sleep: async () => {} }
    const asked = transcriber({ clock })
    for (let times = 0; times < 3; times++) expect((await asked.check()).isOk()).toBeTrue()
    expect(fake.count('account')).toBe(1)
    nowMs += 61_000
    await asked.check()
    expect(fake.count('account')).toBe(2)
  })

  test('a wrong key, a key of another deployment, a vendor that is away', async () => {
    const wrong = (await transcriber({ apiKey: 'wrong' }).check())._unsafeUnwrapErr()
    expect(wrong.message).toContain('REV_AI_API_KEY')
    fake.fail('account', { status: 403 }, { drop: 'before' })
    expect((await transcriber().check())._unsafeUnwrapErr().message).toContain('REV_AI_BASE_URL')
    expect((await transcriber().check())._unsafeUnwrapErr()).toMatchObject({
      kind: 'transient',
      code: 'vendor_unreachable',
    })
  })
})
