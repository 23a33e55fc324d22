import type * as z from 'zod'
import { embedText } from './embeddings.ts'
import { type GoogleError, invalidArgument } from './errors.ts'
import type { Fault } from './faults.ts'
import { generate } from './generate.ts'
import type { FakeModel } from './models.ts'
import {
  batchEmbedSchema,
  countSchema,
  type EmbedRequest,
  embedSchema,
  type GenerateRequest,
  generateSchema,
  textOfContents,
} from './requests.ts'
import type { Bill, FakeState } from './state.ts'
import { countTokens, readable } from './tokens.ts'

/** Faults of a request that is computed nevertheless. */
export type TaskFault = Extract<Fault, { kind: 'finish' | 'prompt_blocked' | 'dropped' }>

export type TaskAnswer =
  | { readonly error: GoogleError }
  | { readonly body: unknown; readonly bill?: Omit<Bill, 'task' | 'model'> }

interface Task {
  readonly schema: z.ZodType
  readonly answer: (state: FakeState, model: FakeModel, body: never, fault: TaskFault | null) => TaskAnswer
}

const MAX_BATCH = 100

function answerGenerate(
  state: FakeState,
  model: FakeModel,
  request: GenerateRequest,
  fault: TaskFault | null,
): TaskAnswer {
  const prompt = textOfContents([
    ...(request.systemInstruction ? [request.systemInstruction] : []),
    ...request.contents,
  ])
  const tokens = countTokens(prompt)
  if (tokens > model.inputTokenLimit) {
    const limit = `(${model.inputTokenLimit})`
    return {
      error: invalidArgument(
        `The input token count (${tokens}) exceeds the maximum number of tokens allowed ${limit}.`,
      ),
    }
  }
  const body = generate(model, request, state.writing, fault?.kind === 'dropped' ? null : fault)
  const { promptTokenCount, candidatesTokenCount = 0, thoughtsTokenCount = 0 } = body.usageMetadata
  const outputTokens = candidatesTokenCount + thoughtsTokenCount
  return { body, bill: { inputTokens: promptTokenCount, outputTokens, texts: [], prompt } }
}

function answerBatch(
  { behaviour }: FakeState,
  model: FakeModel,
  { requests }: { readonly requests: readonly EmbedRequest[] },
): TaskAnswer {
  if (requests.length > MAX_BATCH) {
    return {
      error: invalidArgument(
        `BatchEmbedContentsRequest.requests: at most ${MAX_BATCH} requests can be in one batch`,
      ),
    }
  }
  if (requests.some((request) => request.model !== `models/${model.name}`)) {
    return { error: invalidArgument('The model of each request must be that of the batch.') }
  }
  const bill = billOf(model, requests)
  const usageMetadata = { promptTokenCount: bill.inputTokens }
  const embeddings = requests.map((request) => ({ values: embedText(model, request) }))
  return { body: { embeddings, ...(behaviour.reportsEmbeddingUsage ? { usageMetadata } : {}) }, bill }
}

const answerEmbed = (_state: FakeState, model: FakeModel, request: EmbedRequest): TaskAnswer => ({
  body: { embedding: { values: embedText(model, request) } },
  bill: billOf(model, [request]),
})

function billOf(model: FakeModel, requests: readonly EmbedRequest[]): Omit<Bill, 'task' | 'model'> {
  const texts = requests.map(({ content }) => content.parts.map(({ text }) => text).join(' '))
  const inputTokens = texts.reduce((sum, text) => sum + countTokens(readable(text, model.inputTokenLimit)), 0)
  return { inputTokens, outputTokens: 0, texts, prompt: '' }
}

function answerCount(_state: FakeState, _model: FakeModel, body: z.infer<typeof countSchema>): TaskAnswer {
  const { contents } = 'contents' in body ? body : body.generateContentRequest
  return { body: { totalTokens: countTokens(textOfContents(contents)) } }
}

export const TASKS: Readonly<Record<string, Task>> = {
  generateContent: { schema: generateSchema, answer: answerGenerate },
  batchEmbedContents: { schema: batchEmbedSchema, answer: answerBatch },
  embedContent: { schema: embedSchema, answer: answerEmbed },
  countTokens: { schema: countSchema, answer: answerCount },
}
