import { describe, expect, test } from 'bun:test'
import { createManualClock } from '../../src/adapters/memory/clock.ts'
import { enginePlanOf } from '../../src/compose/engine-plan.ts'
import { parseConfig } from '../../src/config.ts'

const clock = createManualClock(new Date('2026-11-28T00:00:00Z'))
const planFor = (variables: Record<string, string> = {}) =>
  enginePlanOf({ config: parseConfig(variables)._unsafeUnwrap(), clock, given: {} })
const HOUR = { audioSeconds: 3_600, inputTokens: 1_000_000, outputTokens: 0 }

describe('which engines a book will meet', () => {
  test('on this machine: free, faster with more processes', () => {
    const plan = planFor({ LOCAL_TRANSCRIBER_PROCESSES: '4', TRANSCRIBE_CONCURRENCY: '3' })
    expect(plan.transcribe).toMatchObject({ provider: 'pocketsphinx', slots: 3, secondsPerAudioSecond: 0.05 })
    for (const engine of Object.values(plan)) expect(engine.price(HOUR)).toEqual({ costUsd: 0 })
  })

  test('Gemini by its price list, and by what the configuration says', () => {
    const plan = planFor({ GEMINI_API_KEY: 'k' })
    expect(plan.summarize).toMatchObject({ provider: 'gemini', model: 'gemini-3.5-flash-lite' })
    expect(plan.summarize.price(HOUR)).toEqual({ costUsd: 0.3 })
    expect(plan.embed.price(HOUR)).toEqual({ costUsd: 0.15 })
    const unknown = planFor({ GEMINI_API_KEY: 'k', GEMINI_MODEL: 'gemini-99' }).tag.price(HOUR)
    expect(unknown).toMatchObject({ costUsd: null, reason: expect.stringContaining('GEMINI_PRICES') })
  })

  test('Rev.ai by the price of the account', () => {
    expect(planFor({ REV_AI_API_KEY: 'k', REV_AI_USD_PER_HOUR: '1.2' }).transcribe.price(HOUR)).toEqual({
      costUsd: 1.2,
    })
    const { transcribe } = planFor({ REV_AI_API_KEY: 'k' })
    expect(transcribe.price(HOUR)).toMatchObject({ costUsd: null })
    expect(transcribe.slots).toBeGreaterThan(1)
  })

  test('a server of the kind of OpenAI: its price is not ours to know', () => {
    const plan = planFor({
      OPENAI_BASE_URL: 'http://127.0.0.1:1',
      OPENAI_TRANSCRIPTION_MODEL: 'w',
      OPENAI_CHAT_MODEL: 'c',
    })
    expect(plan.transcribe).toMatchObject({ provider: 'openai', model: 'w', recordedAs: 'openai w' })
    expect(plan.tag).toMatchObject({ provider: 'openai', model: 'c', recordedAs: 'c' })
    expect(plan.tag.price(HOUR)).toMatchObject({ costUsd: null })
    expect(plan.embed.provider).toBe('local')
  })
})
