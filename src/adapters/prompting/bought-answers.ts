import { createHash } from 'node:crypto'
import { errAsync, okAsync } from 'neverthrow'
import * as z from 'zod'
import type { JsonValue } from '../../domain/job/job.ts'
import type { LlmRequest } from '../../ports/llm.ts'
import { type PortError, type PortResult, permanentError } from '../../ports/port-error.ts'
import { type Chat, type ChatAnswer, CONTENT_BLOCKED, type Question } from './question.ts'

/**
 * Asks, unless an earlier attempt of the job has bought the answer, or was refused one. Only usable answers, and
 * refusals, are kept.
 */
export type Ask = <T>(question: Question<T>, isUsable: (value: T) => boolean) => PortResult<ChatAnswer<T>>

export interface BoughtAnswers {
  readonly ask: Ask
  /** For a job that the provider refuses as a whole: who sends it round again wants the provider to be asked again. */
  forgetRefusals(): PortResult<void>
}

const KEY_CHARACTERS = 32

/**
 * Every answer is saved before the next question, so that a job that is taken up again goes on where it was. The key
 * holds the model and the whole prompt: with another model, prompt or cut of the book nothing old is taken for new.
 */
export function createBoughtAnswers(chat: Chat, model: string, request: LlmRequest): BoughtAnswers {
  const { finishedParts, savePart } = request
  const refusals = new Set<string>()
  const refuse = (key: string, error: PortError): PortResult<never> => {
    refusals.add(key)
    return errAsync(error)
  }
  return {
    ask: (question, isUsable) => {
      const key = keyOf(model, question)
      const part = finishedParts.get(key)
      const bought = readBought(part, question)
      if (bought !== null) return okAsync(bought)
      const refusal = readRefusal(part)
      if (refusal !== null) return refuse(key, refusal)
      return chat(question, request)
        .orElse((error) =>
          error.code === CONTENT_BLOCKED
            ? savePart(key, { refused: error.message }).andThen(() => refuse(key, error))
            : errAsync(error),
        )
        .andThen((answer) =>
          isUsable(answer.value) ? savePart(key, toJson(answer)).map(() => answer) : okAsync(answer),
        )
    },
    forgetRefusals: () =>
      [...refusals].reduce(
        (forgotten, key) => forgotten.andThen(() => savePart(key, null)),
        okAsync<void, PortError>(undefined) as PortResult<void>,
      ),
  }
}

function readRefusal(part: JsonValue | undefined): PortError | null {
  const parsed = z.object({ refused: z.string() }).safeParse(part)
  return parsed.success ? permanentError(CONTENT_BLOCKED, parsed.data.refused) : null
}

function keyOf<T>(model: string, { name, system, user }: Question<T>): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([model, system, user]))
    .digest('hex')
  return `${name}:${hash.slice(0, KEY_CHARACTERS)}`
}

function readBought<T>(part: JsonValue | undefined, { schema }: Question<T>): ChatAnswer<T> | null {
  const parsed = z.object({ value: schema, model: z.string() }).safeParse(part)
  return parsed.success ? { value: parsed.data.value as T, model: parsed.data.model } : null
}

/** Answers come from JSON, so they are JSON. */
const toJson = <T>({ value, model }: ChatAnswer<T>): JsonValue => ({ value: value as JsonValue, model })
