import { createHash } from 'node:crypto'
import { okAsync } from 'neverthrow'
import * as z from 'zod'
import type { JsonValue } from '../../domain/job/job.ts'
import type { LlmRequest } from '../../ports/llm.ts'
import type { PortResult } from '../../ports/port-error.ts'
import type { Chat, ChatAnswer, Question } from './question.ts'

/** Asks, unless an earlier attempt of the job has bought the answer. Only usable answers are kept. */
export type Ask = <T>(question: Question<T>, isUsable: (value: T) => boolean) => PortResult<ChatAnswer<T>>

const KEY_CHARACTERS = 32

/**
 * Every answer is saved before the next question, so that a job that is taken up again goes on where it was. The key
 * holds the model and the whole prompt: with another model, prompt or cut of the book nothing old is taken for new.
 */
export function createAsk(chat: Chat, model: string, request: LlmRequest): Ask {
  return (question, isUsable) => {
    const key = keyOf(model, question)
    const bought = readBought(request.finishedParts.get(key), question)
    if (bought !== null) return okAsync(bought)
    return chat(question, request).andThen((answer) =>
      isUsable(answer.value) ? request.savePart(key, toJson(answer)).map(() => answer) : okAsync(answer),
    )
  }
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
