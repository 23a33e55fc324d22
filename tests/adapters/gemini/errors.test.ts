import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createGeminiLlm } from '../../../src/adapters/gemini/llm.ts'
import type { GeminiServer } from '../../../src/adapters/gemini/server.ts'
import { createManualClock } from '../../../src/adapters/memory/clock.ts'
import type { PortError } from '../../../src/ports/port-error.ts'
import { requestFor } from '../../../src/testing/contracts/llm.contract.ts'
import {
  badKey,
  type GoogleError,
  internal,
  overloaded,
  permissionDenied,
  quotaExceeded,
  wrongRegion,
} from '../../../src/testing/fakes/gemini/errors.ts'
import type { Fault } from '../../../src/testing/fakes/gemini/faults.ts'
import { type FakeGemini, startFakeGemini } from '../../../src/testing/fakes/gemini/server.ts'
import { shortStory } from '../../../src/testing/fixtures/book-text.ts'
import { LLM_MODEL, serverAt } from './gemini-under-test.ts'

/** A day in winter, 16:00 in California. */
const NOW = new Date('2026-11-24T00:00:00Z')
const HOUR_MS = 60 * 60_000
const MINUTE = 'GenerateRequestsPerMinutePerProjectPerModel'
const DAY = 'GenerateRequestsPerDayPerProjectPerModel-FreeTier'

describe('what goes wrong with Gemini', () => {
  let fake: FakeGemini
  beforeEach(async () => {
    fake = await startFakeGemini()
  })
  afterEach(() => fake.close())

  const llmAt = (more: Partial<GeminiServer> = {}, model = LLM_MODEL) =>
    createGeminiLlm({ ...serverAt(fake, { clock: createManualClock(NOW), ...more }), model })
  const errorAfter = async (fault: Fault, more: Partial<GeminiServer> = {}): Promise<PortError> => {
    fake.fail('generateContent', fault)
    return (await llmAt(more).summarize(requestFor(shortStory)))._unsafeUnwrapErr()
  }
  const refusedBy = (error: GoogleError) => errorAfter({ kind: 'error', error })

  test.each([
    ['a key that is none', badKey, 'bad_api_key', /GEMINI_API_KEY/],
    ['a country without a free tier', wrongRegion, 'region_not_supported', /billing/],
    ['a key that may not', permissionDenied, 'forbidden', /leaked/],
  ] as const)('%s is permanent, and says what to do', async (_, error, code, message) => {
    const refused = await refusedBy(error)
    expect(refused).toMatchObject({ kind: 'permanent', code })
    expect(refused.message).toMatch(message)
    expect(JSON.stringify(refused)).not.toContain(fake.apiKey)
  })

  test('a wrong key is found by the real check of the fake', async () => {
    const refused = (await llmAt({ apiKey: 'wrong' }).summarize(requestFor(shortStory)))._unsafeUnwrapErr()
    expect(refused).toMatchObject({ kind: 'permanent', code: 'bad_api_key' })
  })

  test('a model that was shut down is permanent and named', async () => {
    const refused = (await llmAt({}, 'gemini-1.5-pro').tag(requestFor(shortStory)))._unsafeUnwrapErr()
    expect(refused).toMatchObject({ kind: 'permanent', code: 'unknown_model' })
    expect(refused.message).toContain('gemini-1.5-pro')
  })

  test.each([
    ['500', { kind: 'error', error: internal }, 'server_error'],
    ['503', { kind: 'error', error: overloaded }, 'server_error'],
    [
      '504',
      { kind: 'error', error: { code: 504, status: 'DEADLINE_EXCEEDED', message: '' } },
      'server_error',
    ],
    ['a page of a proxy, 502', { kind: 'html', status: 502 }, 'server_error'],
    ['a page of a proxy, 200', { kind: 'html', status: 200 }, 'bad_answer'],
    ['JSON that ends too early', { kind: 'truncated_json' }, 'bad_answer'],
    ['null', { kind: 'json', body: null }, 'unreachable'],
    ['JSON of another form', { kind: 'json', body: { candidates: 'none' } }, 'bad_answer'],
    ['nothing', { kind: 'json', body: {} }, 'no_answer'],
    ['a connection that breaks', { kind: 'dropped' }, 'unreachable'],
  ] as const)('%s is transient', async (_, fault, code) => {
    expect(await errorAfter(fault)).toMatchObject({ kind: 'transient', code })
  })

  test('a server that is not there is transient', async () => {
    const llm = llmAt({ baseUrl: 'http://127.0.0.1:1' })
    const error = (await llm.summarize(requestFor(shortStory)))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'transient', code: 'unreachable' })
  })

  test('a body that does not come to an end is given up', async () => {
    const error = await errorAfter({ kind: 'slow_body', delayMs: 60_000 }, { timeoutMs: 50 })
    expect(error).toMatchObject({ kind: 'transient', code: 'timeout' })
  })

  test('an abort ends a request in the middle of its body', async () => {
    const controller = new AbortController()
    fake.fail('generateContent', { kind: 'slow_body', delayMs: 60_000 })
    const running = llmAt().summarize({ ...requestFor(shortStory), signal: controller.signal })
    while (fake.count('generateContent') === 0) await sleep(1)
    controller.abort()
    expect((await running)._unsafeUnwrapErr()).toMatchObject({ kind: 'transient', code: 'aborted' })
  })

  test('what was aborted before is not sent', async () => {
    const request = { ...requestFor(shortStory), signal: AbortSignal.abort() }
    expect((await llmAt().summarize(request))._unsafeUnwrapErr().code).toBe('aborted')
    expect(fake.count('generateContent')).toBe(0)
  })

  describe('quotas', () => {
    test.each([
      ['per minute', { quotaId: MINUTE, retryDelay: '36s' }, 36_000],
      ['with a fraction', { quotaId: MINUTE, retryDelay: '0.2501s' }, 251],
      ['without a delay', { quotaId: MINUTE }, 60_000],
      ['without details', { bare: true }, 60_000],
      ['per day, until midnight in California', { quotaId: DAY, retryDelay: '36s' }, 8 * HOUR_MS],
    ] as const)('%s', async (_, options, retryAfterMs) => {
      const error = await refusedBy(quotaExceeded(options))
      expect(error).toMatchObject({ kind: 'throttled', retryAfterMs })
    })

    test('none at all will not come by waiting', async () => {
      const error = await refusedBy(quotaExceeded({ quotaId: DAY, quotaValue: '0' }))
      expect(error).toMatchObject({ kind: 'permanent', code: 'no_quota' })
      expect(error.message).toContain('billing')
    })
  })
})
