import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'
import { okAsync } from 'neverthrow'
import type { TranscribeRequest } from '../../../src/ports/transcriber.ts'
import { type FakeRevAi, startFakeRevAi } from '../../../src/testing/fakes/revai/server.ts'
import { silentWav } from '../../../src/testing/fixtures/silent-wav.ts'
import { notedJob, recordingLogger, transcriberFor, wavAudio } from './setup.ts'

let fake: FakeRevAi
beforeEach(async () => {
  fake = await startFakeRevAi({ clock: 'virtual' })
})
afterEach(() => fake.close())

const AUDIO = wavAudio(12)

const start = async (request: TranscribeRequest, overrides: Parameters<typeof transcriberFor>[1] = {}) =>
  transcriberFor(fake, overrides).start(request)

describe('submitting what is refused', () => {
  test('what is refused for good says what to do, and leaves nothing to be adopted', async () => {
    const cases = [
      [{ status: 401 }, 'permanent', 'provider_key', 'REV_AI_API_KEY'],
      [{ status: 403 }, 'permanent', 'provider_key', 'https://ec1.api.rev.ai'],
      [{ status: 413 }, 'permanent', 'audio_too_large', 'URL'],
      [{ status: 404 }, 'permanent', 'bad_request', '404'],
      [{ status: 418, body: 'teapot' }, 'permanent', 'bad_request', '418'],
      [
        { status: 400, body: { title: 'No', parameters: { language: ['unknown'] }, status: 400 } },
        ...['permanent', 'bad_request', 'language: ["unknown"]'],
      ],
      [
        { status: 400, body: { title: 'No', parameter: { media_url: ['at https://x.org/?k=secret'] } } },
        ...['permanent', 'bad_request', 'media_url'],
      ],
    ] as const
    for (const [fault, kind, code, text] of cases) {
      fake.fail('submit', fault)
      const job = notedJob(AUDIO)
      const error = (await start(job.request()))._unsafeUnwrapErr()
      expect(error).toMatchObject({ kind, code } as object)
      expect(error.message).toContain(text)
      expect(error.message).not.toContain('secret')
      expect(JSON.stringify(error)).not.toContain(fake.apiKey)
      expect(job.notes()).toBeNull()
    }
  })

  test('a wrong key', async () => {
    const job = notedJob(AUDIO)
    const error = (await start(job.request(), { apiKey: 'wrong' }))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'permanent', code: 'provider_key' })
    expect(error.message).not.toContain('wrong')
  })

  test('429: as long as the vendor says, or a while, whatever its body', async () => {
    const cases = [
      [{ status: 429, headers: { 'retry-after': '7' } }, 7_000],
      [{ status: 429, html: '<h1>Slow down</h1>' }, 60_000],
      [{ status: 429, body: { title: 'Too Many' } }, 60_000],
      [{ status: 429, headers: { 'retry-after': 'soon' } }, 60_000],
    ] as const
    for (const [fault, retryAfterMs] of cases) {
      fake.fail('submit', fault)
      const job = notedJob(AUDIO)
      const error = (await start(job.request()))._unsafeUnwrapErr()
      expect(error).toMatchObject({ kind: 'throttled', code: 'rate_limited', retryAfterMs })
      expect(job.notes()).toBeNull()
    }
    expect(fake.billed().jobs).toBe(0)
  })

  test('the vendor takes five uploads at a time: here the sixth waits, elsewhere it is throttled', async () => {
    const gate = Promise.withResolvers<void>()
    const begun = { count: 0, five: Promise.withResolvers<void>() }
    const held = {
      ...AUDIO,
      open() {
        begun.count += 1
        if (begun.count === 5) begun.five.resolve()
        return okAsync(heldBack(gate.promise))
      },
    }
    const here = transcriberFor(fake)
    const uploads = Array.from({ length: 5 }, () => here.start(notedJob(held).request()))
    const sixth = here.start(notedJob(AUDIO).request())
    const stopped = new AbortController()
    const seventh = here.start(notedJob(AUDIO, { signal: stopped.signal }).request())
    await begun.five.promise
    while (fake.count('submit') < 5) await sleep(5)
    const elsewhere = await start(notedJob(AUDIO).request())
    expect(elsewhere._unsafeUnwrapErr().kind).toBe('throttled')
    expect(fake.count('submit')).toBe(6)
    stopped.abort()
    expect((await seventh)._unsafeUnwrapErr().code).toBe('aborted')
    gate.resolve()
    for (const upload of [...uploads, sixth]) expect((await upload).isOk()).toBeTrue()
    expect(fake.billed().jobs).toBe(6)
  })

  test('nothing that is logged or answered tells a secret', async () => {
    const lines: Parameters<typeof recordingLogger>[0] = []
    const webhook = { url: 'http://127.0.0.1:9/hook', secret: 'hook-secret' }
    const signing = { ...AUDIO, signedUrl: () => okAsync('http://127.0.0.1:9/a?token=signed-secret') }
    for (const fault of [{ drop: 'before' }, { status: 500, html: '<p>' }, { status: 400 }] as const) {
      fake.fail('submit', fault)
      const outcome = await start(notedJob(signing).request(), { logger: recordingLogger(lines), webhook })
      const told = inspect([outcome, lines], { depth: 20 })
      for (const secret of [fake.apiKey, 'hook-secret', 'signed-secret']) expect(told).not.toContain(secret)
    }
  })
})

async function* heldBack(gate: Promise<void>) {
  yield silentWav(1)
  await gate
  yield new Uint8Array(1)
}
