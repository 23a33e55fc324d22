import { errAsync, type Result, ResultAsync } from 'neverthrow'
import type { Generated, Llm, LlmRequest } from '../../ports/llm.ts'
import { type PortError, type PortResult, permanentError } from '../../ports/port-error.ts'
import { createBoughtAnswers } from './bought-answers.ts'
import { createEvidenceVerifier } from './evidence.ts'
import { type Chat, CONTENT_BLOCKED } from './question.ts'
import type { ReadingJob } from './reading-job.ts'
import { bookSections } from './sections.ts'
import { summarizeBook } from './summarize.ts'
import { tagBook } from './tag.ts'

/** Kept free for instructions and the answer. */
const RESERVED_TOKENS = 4_000
const MIN_BUDGET_TOKENS = 1_000

export interface WriterOptions {
  readonly chat: Chat
  /** As configured; answers bought from another one are not used. */
  readonly model: string
  /** What one question and its answer may hold together. Longer books are read in parts. */
  readonly contextTokens: number
}

/** Writes about books by asking a language model; the same for every model that takes a system and a user prompt. */
export function createWriter({ chat, model, contextTokens }: WriterOptions): Pick<Llm, 'summarize' | 'tag'> {
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
    const verify = createEvidenceVerifier(request.book)
    const { ask, forgetRefusals } = createBoughtAnswers(chat, model, request)
    return new ResultAsync(write({ request, ask, verify, sections, budgetTokens })).orElse((error) =>
      error.code === CONTENT_BLOCKED ? forgetRefusals().andThen(() => errAsync(error)) : errAsync(error),
    )
  }
  return {
    summarize: (request) => read(request, summarizeBook),
    tag: (request) => read(request, tagBook),
  }
}
