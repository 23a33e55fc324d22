import type * as z from 'zod'
import type { PortResult } from '../../ports/port-error.ts'
import type { RecordUsage } from '../../ports/usage.ts'

/** What a language model is asked, whoever makes it. */
export interface Question<T> {
  /** Name and version of the prompt and of its answer's schema, `[a-z0-9_]`. */
  readonly name: string
  readonly schema: z.ZodType<T>
  readonly system: string
  readonly user: string
}

export interface ChatContext {
  readonly signal: AbortSignal
  readonly recordUsage: RecordUsage
}

export interface ChatAnswer<T> {
  readonly value: T
  /** The model that answered, as it names itself. */
  readonly model: string
}

/** Answers fit the schema. Errors with one of the codes below say what about the material can be done. */
export type Chat = <T>(question: Question<T>, context: ChatContext) => PortResult<ChatAnswer<T>>

/** Permanent: the provider refuses to read this material, or to write about it. */
export const CONTENT_BLOCKED = 'content_blocked'
/** Permanent: the answer had no room to end. Less material makes a shorter one. */
export const ANSWER_CUT = 'answer_cut'
/** Permanent: the material is more than the model reads at once. */
export const CONTEXT_TOO_LONG = 'context_too_long'
