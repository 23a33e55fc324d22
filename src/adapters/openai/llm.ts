import type { Llm } from '../../ports/llm.ts'
import { createWriter } from '../prompting/writer.ts'
import { createChat } from './chat.ts'
import { checkOpenAiServer } from './check.ts'
import type { OpenAiServer } from './server.ts'

/** Fits every current model; servers on one's own machine often hold 32,000 tokens. */
const DEFAULT_CONTEXT_TOKENS = 24_000

export interface OpenAiLlmOptions extends OpenAiServer {
  /** What the model can read and write at once. Longer books are read in parts. */
  readonly contextTokens?: number
}

/** Writes through `/v1/chat/completions`. */
export function createOpenAiLlm(options: OpenAiLlmOptions): Llm {
  const { model, contextTokens = DEFAULT_CONTEXT_TOKENS } = options
  return {
    name: 'openai',
    ...createWriter({ chat: createChat(options), model, contextTokens }),
    check: () => checkOpenAiServer(options),
  }
}
