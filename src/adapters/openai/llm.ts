import { errAsync, type Result, ResultAsync } from 'neverthrow'
import type { Generated, Llm, LlmRequest } from '../../ports/llm.ts'
import { type PortError, type PortResult, permanentError } from '../../ports/port-error.ts'
import { createChat } from './chat.ts'
import { checkOpenAiServer } from './check.ts'
import { bookSections, packSections } from './chunks.ts'
import type { ReadingJob } from './reading-job.ts'
import type { OpenAiServer } from './server.ts'
import { summarizeChunks } from './summarize.ts'
import { tagChunks } from './tag.ts'

/** Fits every current model; servers on one's own machine often hold 32,000 tokens. */
const DEFAULT_CONTEXT_TOKENS = 24_000
/** Kept free for instructions and the answer. */
const RESERVED_TOKENS = 4_000
const MIN_BUDGET_TOKENS = 1_000

export interface OpenAiLlmOptions extends OpenAiServer {
  /** What the model can read and write at once. Longer books are read in parts. */
  readonly contextTokens?: number
}

/** Writes through `/v1/chat/completions`. */
export function createOpenAiLlm(options: OpenAiLlmOptions): Llm {
  const chat = createChat(options)
  const contextTokens = options.contextTokens ?? DEFAULT_CONTEXT_TOKENS
  const budgetTokens = Math.max(
    MIN_BUDGET_TOKENS,
    contextTokens - Math.min(RESERVED_TOKENS, contextTokens / 2),
  )
  const read = <T>(
    request: LlmRequest,
    write: (job: ReadingJob) => Promise<Result<Generated<T>, PortError>>,
  ): PortResult<Generated<T>> => {
    const sections = bookSections(request.book)
    if (sections.length === 0) return errAsync(permanentError('no_text', 'the transcript has no words'))
    const chunks = packSections(sections, budgetTokens)
    return new ResultAsync(write({ request, chat, chunks, budgetTokens }))
  }
  return {
    name: 'openai',
    summarize: (request) => read(request, summarizeChunks),
    tag: (request) => read(request, tagChunks),
    check: () => checkOpenAiServer(options),
  }
}
