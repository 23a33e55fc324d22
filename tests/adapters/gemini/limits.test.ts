import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { errAsync } from 'neverthrow'
import { createGeminiEmbedder } from '../../../src/adapters/gemini/embedder.ts'
import { createGeminiLlm } from '../../../src/adapters/gemini/llm.ts'
import type { GeminiLimits } from '../../../src/adapters/gemini/server.ts'
import { createManualClock } from '../../../src/adapters/memory/clock.ts'
import { createMemoryRateLimiter } from '../../../src/adapters/memory/rate-limiter.ts'
import { transientError } from '../../../src/ports/port-error.ts'
import { requestFor } from '../../../src/testing/contracts/llm.contract.ts'
import { type FakeGemini, startFakeGemini } from '../../../src/testing/fakes/gemini/server.ts'
import { shortStory } from '../../../src/testing/fixtures/book-text.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { EMBEDDING_MODEL, LLM_MODEL, serverAt } from './gemini-under-test.ts'

const MINUTE_MS = 61_000

describe('limits of one’s own', () => {
  let fake: FakeGemini
  let clock: ReturnType<typeof createManualClock>
  let limiter: GeminiLimits['limiter']
  beforeEach(async () => {
    fake = await startFakeGemini()
    clock = createManualClock()
    limiter = createMemoryRateLimiter({ clock })
  })
  afterEach(() => fake.close())

  const llmWith = (limits: Omit<GeminiLimits, 'limiter'>) =>
    createGeminiLlm({ ...serverAt(fake, { clock, limits: { limiter, ...limits } }), model: LLM_MODEL })
  const tag = (llm: ReturnType<typeof llmWith>, signal = new AbortController().signal) =>
    llm.tag({ ...requestFor(shortStory), signal })
  /** Until every timer that is due and all that follows from it has run. */
  const settle = () => sleep(20)

  test('two workers share the requests of a minute; the one too many waits and then goes on', async () => {
    const [first, second] = [llmWith({ requestsPerMinute: 2 }), llmWith({ requestsPerMinute: 2 })]
    const running = [tag(first), tag(second), tag(first)]
    await waitUntil(
      async () => fake.count('generateContent'),
      (count) => count >= 2,
    )
    await settle()
    expect(fake.count('generateContent')).toBe(2)
    clock.advance(MINUTE_MS)
    for (const outcome of await Promise.all(running)) expect(outcome.isOk()).toBe(true)
    expect(fake.count('generateContent')).toBe(3)
  })

  test('tokens count as they are estimated', async () => {
    const llm = llmWith({ tokensPerMinute: 1_000 })
    expect((await tag(llm)).isOk()).toBe(true)
    const waiting = tag(llm)
    await settle()
    expect(fake.count('generateContent')).toBe(1)
    clock.advance(MINUTE_MS)
    expect((await waiting).isOk()).toBe(true)
  })

  test('one who waits in vain gives its place back: throttled', async () => {
    const llm = llmWith({ requestsPerMinute: 1 })
    await tag(llm)
    const waiting = tag(llm)
    for (let minute = 0; minute < 3; minute += 1) {
      await settle()
      clock.advance(MINUTE_MS)
      // Others are quicker each time.
      await limiter.reserve([{ key: `gemini:${LLM_MODEL}:requests`, amount: 1, perMinute: 1 }])
    }
    const error = (await waiting)._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'throttled', code: 'own_limit' })
    expect(fake.count('generateContent')).toBe(1)
  })

  test('an abort ends the wait', async () => {
    const llm = llmWith({ requestsPerMinute: 1 })
    await tag(llm)
    const controller = new AbortController()
    const waiting = tag(llm, controller.signal)
    await settle()
    controller.abort()
    expect((await waiting)._unsafeUnwrapErr().code).toBe('aborted')
  })

  test('a limiter that can not be asked limits nothing', async () => {
    const away = { reserve: () => errAsync(transientError('redis_unavailable', 'Away.')) }
    const limits = { limiter: away, requestsPerMinute: 1 }
    const llm = createGeminiLlm({ ...serverAt(fake, { clock, limits }), model: LLM_MODEL })
    expect((await tag(llm)).isOk()).toBe(true)
    expect((await tag(llm)).isOk()).toBe(true)
  })

  test('models are counted apart, as Google counts them', async () => {
    const limits = { limiter, requestsPerMinute: 1 }
    const server = serverAt(fake, { clock, limits })
    const embedder = createGeminiEmbedder({ ...server, model: EMBEDDING_MODEL })
    expect((await tag(llmWith({ requestsPerMinute: 1 }))).isOk()).toBe(true)
    expect((await embedder.embed(['one'], 'query', new AbortController().signal)).isOk()).toBe(true)
  })
})
