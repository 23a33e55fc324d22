import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { createGeminiEmbedder } from '../../../src/adapters/gemini/embedder.ts'
import { createGeminiLlm } from '../../../src/adapters/gemini/llm.ts'
import { createManualClock } from '../../../src/adapters/memory/clock.ts'
import { overloaded, wrongRegion } from '../../../src/testing/fakes/gemini/errors.ts'
import { type FakeGemini, startFakeGemini } from '../../../src/testing/fakes/gemini/server.ts'
import { EMBEDDING_MODEL, LLM_MODEL, serverAt } from './gemini-under-test.ts'

describe('looking before the first job', () => {
  let fake: FakeGemini
  beforeEach(async () => {
    fake = await startFakeGemini()
  })
  afterEach(() => fake.close())

  const messageOf = async (options: {
    readonly apiKey?: string
    readonly llm?: string
    readonly embedder?: string
  }) => {
    const { apiKey = fake.apiKey, llm = LLM_MODEL, embedder } = options
    const engine =
      embedder === undefined
        ? createGeminiLlm({ ...serverAt(fake), apiKey, model: llm })
        : createGeminiEmbedder({ ...serverAt(fake), apiKey, model: embedder })
    return (await engine.check())._unsafeUnwrapErr()
  }

  test('both models are there: costs nothing', async () => {
    const server = serverAt(fake)
    expect((await createGeminiLlm({ ...server, model: LLM_MODEL }).check()).isOk()).toBe(true)
    expect((await createGeminiEmbedder({ ...server, model: EMBEDDING_MODEL }).check()).isOk()).toBe(true)
    expect(fake.billed).toEqual([])
  })

  test('a wrong key', async () => {
    const error = await messageOf({ apiKey: 'nonsense' })
    expect(error).toMatchObject({ kind: 'permanent', code: 'bad_api_key' })
    expect(error.message).toContain('GEMINI_API_KEY')
    expect(error.message).not.toContain('nonsense')
  })

  test('a model that is not there is named', async () => {
    const error = await messageOf({ llm: 'gemini-2.0-flash' })
    expect(error).toMatchObject({ kind: 'permanent', code: 'unknown_model' })
    expect(error.message).toContain('gemini-2.0-flash')
  })

  test('a model for another purpose', async () => {
    expect(await messageOf({ llm: EMBEDDING_MODEL })).toMatchObject({
      kind: 'permanent',
      code: 'wrong_model',
    })
    expect(await messageOf({ embedder: LLM_MODEL })).toMatchObject({ kind: 'permanent', code: 'wrong_model' })
  })

  test('a region without Gemini, and a service that is overloaded', async () => {
    fake.fail('models.get', { kind: 'error', error: wrongRegion }, { kind: 'error', error: overloaded })
    expect(await messageOf({})).toMatchObject({ kind: 'permanent', code: 'region_not_supported' })
    expect(await messageOf({})).toMatchObject({ kind: 'transient', code: 'server_error' })
  })

  test('a good answer is good for a while, a bad one is not kept', async () => {
    const clock = createManualClock()
    const llm = createGeminiLlm({ ...serverAt(fake, { clock }), model: LLM_MODEL })
    fake.fail('models.get', { kind: 'html', status: 502 })
    expect((await llm.check()).isErr()).toBe(true)
    for (let asked = 0; asked < 3; asked += 1) expect((await llm.check()).isOk()).toBe(true)
    expect(fake.count('models.get')).toBe(2)
    clock.advance(10 * 60_000)
    expect((await llm.check()).isOk()).toBe(true)
    expect(fake.count('models.get')).toBe(3)
  })
})
