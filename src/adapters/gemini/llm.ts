import type { Llm } from '../../ports/llm.ts'
import { createWriter } from '../prompting/writer.ts'
import { createGeminiChat } from './chat.ts'
import { createModelCheck } from './check.ts'
import type { GeminiServer } from './server.ts'

export interface GeminiLlmOptions extends GeminiServer {
  readonly model: string
  /**
   * What one request reads at most. Models hold a million tokens, but tell what stands in the middle of so much less
   * well, and quotas per minute are often smaller.
   */
  readonly contextTokens?: number
}

export const DEFAULT_CONTEXT_TOKENS = 64_000

/** Writes through `generateContent`. */
export function createGeminiLlm({ model, contextTokens, ...server }: GeminiLlmOptions): Llm {
  const perMinute = server.limits?.tokensPerMinute ?? Number.POSITIVE_INFINITY
  return {
    name: 'gemini',
    ...createWriter({
      chat: createGeminiChat(server, model),
      model,
      contextTokens: Math.min(contextTokens ?? DEFAULT_CONTEXT_TOKENS, perMinute),
    }),
    check: createModelCheck(server, model, 'generateContent'),
  }
}
