import { err, ok, type Result } from 'neverthrow'
import type { LlmRequest } from '../../ports/llm.ts'
import type { PortError, PortResult } from '../../ports/port-error.ts'
import type { Chat } from './chat.ts'
import type { Section } from './chunks.ts'

/** What summarising and tagging share. */
export interface ReadingJob {
  readonly request: LlmRequest
  readonly chat: Chat
  /** The whole text in parts that fit the model, in order. */
  readonly chunks: readonly (readonly Section[])[]
  readonly budgetTokens: number
}

/** One answer for each chunk, in order; stops at the first error. */
export async function forEachChunk<T>(
  job: ReadingJob,
  ask: (chunk: readonly Section[]) => PortResult<T>,
): Promise<Result<T[], PortError>> {
  const answers: T[] = []
  for (const chunk of job.chunks) {
    const answer = await ask(chunk)
    if (answer.isErr()) return err(answer.error)
    answers.push(answer.value)
    job.request.reportProgress(answers.length / (job.chunks.length + 1))
  }
  return ok(answers)
}
