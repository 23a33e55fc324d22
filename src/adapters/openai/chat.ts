import { err, ok, okAsync, type Result, ResultAsync } from 'neverthrow'
import * as z from 'zod'
import { type PortError, permanentError, transientError } from '../../ports/port-error.ts'
import { repairPrompt, schemaPrompt } from '../prompting/prompts/json.ts'
import {
  ANSWER_CUT,
  type Chat,
  type ChatAnswer,
  type ChatContext,
  CONTENT_BLOCKED,
  type Question,
} from '../prompting/question.ts'
import { estimateTokens } from '../prompting/sections.ts'
import { parseJson } from './errors.ts'
import { callOpenAi } from './http.ts'
import { type OpenAiServer, serverLabel } from './server.ts'

/** How servers are told to answer in JSON, best first; not every server knows every form. */
const JSON_MODES = ['json_schema', 'json_object', 'text'] as const
type JsonMode = (typeof JSON_MODES)[number]

/** Below this, templates of the server outweigh the estimate. */
const MIN_TOKENS_TO_JUDGE = 2_000
/** A server that counts fewer tokens than this share of the estimate has cut the prompt. */
const CUT_PROMPT_SHARE = 0.5

const completionSchema = z.object({
  model: z.string().optional(),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    )
    .min(1),
  usage: z
    .object({ prompt_tokens: z.number().optional(), completion_tokens: z.number().optional() })
    .nullish(),
})
type Completion = z.infer<typeof completionSchema>

interface Message {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string
}

/** Questions with structured answers. Remembers which form of JSON mode the server takes. */
export function createChat(server: OpenAiServer): Chat {
  let accepted = 0
  const askFrom = async <T>(
    question: Question<T>,
    context: ChatContext,
  ): Promise<Result<ChatAnswer<T>, PortError>> => {
    for (let index = accepted; ; index += 1) {
      const mode = JSON_MODES[index] ?? 'text'
      const answer = await askWithRepair(server, question, context, mode)
      if (answer.isOk()) accepted = index
      const refused = answer.isErr() && answer.error.code === 'bad_request'
      if (!refused || index >= JSON_MODES.length - 1) return answer
    }
  }
  return (question, context) => new ResultAsync(askFrom(question, context))
}

async function askWithRepair<T>(
  server: OpenAiServer,
  question: Question<T>,
  context: ChatContext,
  mode: JsonMode,
): Promise<Result<ChatAnswer<T>, PortError>> {
  const system =
    mode === 'json_schema' ? question.system : `${question.system}\n\n${schemaPrompt(jsonSchema(question))}`
  const messages: Message[] = [
    { role: 'system', content: system },
    { role: 'user', content: question.user },
  ]
  const first = await complete(server, question, context, mode, messages)
  if (first.isErr()) return err(first.error)
  const read = readAnswer(question.schema, first.value.content)
  if (read.isOk()) return ok({ value: read.value, model: first.value.model })
  const second = await complete(server, question, context, mode, [
    ...messages,
    { role: 'assistant', content: first.value.content },
    { role: 'user', content: repairPrompt(read.error) },
  ])
  if (second.isErr()) return err(second.error)
  return readAnswer(question.schema, second.value.content)
    .map((value) => ({ value, model: second.value.model }))
    .mapErr((problem) => transientError('invalid_answer', `${server.model} kept to no schema: ${problem}`))
}

function jsonSchema<T>(question: Question<T>): unknown {
  return z.toJSONSchema(question.schema, { target: 'draft-7' })
}

function responseFormat<T>(question: Question<T>, mode: JsonMode): unknown {
  if (mode === 'text') return undefined
  if (mode === 'json_object') return { type: mode }
  return { type: mode, json_schema: { name: question.name, strict: true, schema: jsonSchema(question) } }
}

async function complete<T>(
  server: OpenAiServer,
  question: Question<T>,
  context: ChatContext,
  mode: JsonMode,
  messages: readonly Message[],
): Promise<Result<{ content: string; model: string }, PortError>> {
  const answer = await callOpenAi(server, {
    method: 'POST',
    path: '/chat/completions',
    json: { model: server.model, messages, response_format: responseFormat(question, mode) },
    answer: completionSchema,
    signal: context.signal,
  })
  if (answer.isErr()) return err(answer.error)
  const recorded = await recordUsage(server, answer.value, context)
  return recorded.andThen(() => readCompletion(server, answer.value, messages))
}

/** What it costs is between the user and the server. */
const recordUsage = (server: OpenAiServer, { model, usage }: Completion, context: ChatContext) =>
  usage?.prompt_tokens === undefined
    ? okAsync(undefined)
    : context.recordUsage({
        provider: 'openai',
        model: model ?? server.model,
        operation: 'generate',
        inputTokens: usage.prompt_tokens,
        outputTokens: usage.completion_tokens ?? 0,
        audioSeconds: 0,
        costUsd: null,
      })

function readCompletion(
  server: OpenAiServer,
  completion: Completion,
  messages: readonly Message[],
): Result<{ content: string; model: string }, PortError> {
  const choice = completion.choices[0]
  const estimated = messages.reduce((sum, message) => sum + estimateTokens(message.content), 0)
  const counted = completion.usage?.prompt_tokens ?? 0
  if (counted > 0 && estimated > MIN_TOKENS_TO_JUDGE && counted < estimated * CUT_PROMPT_SHARE) {
    return err(
      permanentError(
        'prompt_cut',
        `${serverLabel(server.baseUrl)} read only ${counted} of about ${estimated} tokens: raise its context window ` +
          '(Ollama: OLLAMA_CONTEXT_LENGTH) or set a smaller contextTokens.',
      ),
    )
  }
  if (choice?.message.refusal)
    return err(permanentError(CONTENT_BLOCKED, `${server.model} refused to answer`))
  if (choice?.finish_reason === 'content_filter') {
    return err(permanentError(CONTENT_BLOCKED, `${server.model} withheld its answer (content filter)`))
  }
  if (choice?.finish_reason === 'length') {
    return err(
      permanentError(ANSWER_CUT, `${server.model} ran out of room: raise its limit or lower contextTokens`),
    )
  }
  return ok({ content: choice?.message.content ?? '', model: completion.model ?? server.model })
}

/** Err carries what is wrong, for the model to repair. */
function readAnswer<T>(schema: z.ZodType<T>, content: string): Result<T, string> {
  // Reasoning models think aloud first; others wrap JSON in a fence in spite of the mode.
  const answer = content.replace(/^[\s\S]*<\/think>/, '')
  const json = parseJson(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1))
  if (json === undefined) return err('not a JSON object')
  const parsed = schema.safeParse(json)
  return parsed.success ? ok(parsed.data) : err(z.prettifyError(parsed.error))
}
