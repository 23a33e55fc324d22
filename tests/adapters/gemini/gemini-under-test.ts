import type { GeminiServer } from '../../../src/adapters/gemini/server.ts'
import { systemClock } from '../../../src/adapters/system/clock.ts'
import type { FakeGemini } from '../../../src/testing/fakes/gemini/server.ts'

export const LLM_MODEL = 'gemini-3.5-flash-lite'
export const EMBEDDING_MODEL = 'gemini-embedding-001'

export const serverAt = (fake: FakeGemini, more: Partial<GeminiServer> = {}): GeminiServer => ({
  apiKey: fake.apiKey,
  baseUrl: fake.baseUrl,
  clock: systemClock,
  ...more,
})
