import { type Content, GoogleGenerativeAI, HarmBlockThreshold, HarmCategory } from '@google/generative-ai'
import { err, ok, type Result, ResultAsync } from 'neverthrow'
import * as z from 'zod'
import { type PortError, transientError } from '../../ports/port-error.ts'
import { repairPrompt } from '../prompting/prompts/json.ts'
import {
  ANSWER_CUT,
  type Chat,
  type ChatAnswer,
  type ChatContext,
  type Question,
} from '../prompting/question.ts'
import { estimateTokens } from '../prompting/sections.ts'
import { callGemini } from './call.ts'
import { costUsd } from './prices.ts'
import { type GeneratedAnswer, generatedSchema, readText } from './read-answer.ts'
import { responseSchemaOf } from './response-schema.ts'
import { baseUrlOf, type GeminiServer, labelOf } from './server.ts'

/**
 * Room for the answer with the thoughts before it. A cut answer gets the larger room once, before the material is
 * divided: some models think at length. Never the model's whole 64k, which an answer that goes in circles would cost.
 */
const OUTPUT_TOKENS = [8_192, 32_768] as const

/** Books are about crime, war and love; what a listener uploads is summarised, not judged. */
const SAFETY_SETTINGS = [
  HarmCategory.HARM_CATEGORY_HARASSMENT,
  HarmCategory.HARM_CATEGORY_HATE_SPEECH,
  HarmCategory.HARM_CATEGORY_SEXUALLY_EXPLICIT,
  HarmCategory.HARM_CATEGORY_DANGEROUS_CONTENT,
].map((category) => ({ category, threshold: HarmBlockThreshold.BLOCK_NONE }))

interface GeminiChat {
  readonly server: GeminiServer
  readonly model: string
  readonly client: GoogleGenerativeAI
}

/** Questions with structured answers. */
export function createGeminiChat(server: GeminiServer, model: string): Chat {
  const chat: GeminiChat = { server, model, client: new GoogleGenerativeAI(server.apiKey) }
  return (question, context) => new ResultAsync(askWithRepair(chat, question, context))
}

/** An answer that does not fit the schema is shown to the model once, with what is wrong. */
async function askWithRepair<T>(
  chat: GeminiChat,
  question: Question<T>,
  context: ChatContext,
): Promise<Result<ChatAnswer<T>, PortError>> {
  const contents: Content[] = [said('user', question.user)]
  const first = await askWithRoom(chat, question, contents, context)
  if (first.isErr()) return err(first.error)
  const read = readAnswer(question.schema, first.value)
  if (read.isOk()) return ok(read.value)
  // An empty part is refused.
  const own = said('model', first.value.text === '' ? '{}' : first.value.text)
  const repair = [...contents, own, said('user', repairPrompt(read.error))]
  const second = await askWithRoom(chat, question, repair, context)
  if (second.isErr()) return err(second.error)
  return readAnswer(question.schema, second.value).mapErr((problem) =>
    transientError('invalid_answer', `${chat.model} kept to no schema: ${problem}`),
  )
}

const said = (role: 'user' | 'model', text: string): Content => ({ role, parts: [{ text }] })

interface SpokenAnswer {
  readonly text: string
  readonly model: string
}

async function askWithRoom<T>(
  chat: GeminiChat,
  question: Question<T>,
  contents: readonly Content[],
  context: ChatContext,
): Promise<Result<SpokenAnswer, PortError>> {
  const [little, much] = OUTPUT_TOKENS
  const answer = await ask(chat, question, contents, little, context)
  const isCut = answer.isErr() && answer.error.code === ANSWER_CUT
  return isCut ? ask(chat, question, contents, much, context) : answer
}

async function ask<T>(
  { server, model, client }: GeminiChat,
  question: Question<T>,
  contents: readonly Content[],
  maxOutputTokens: number,
  context: ChatContext,
): Promise<Result<SpokenAnswer, PortError>> {
  const generator = client.getGenerativeModel(
    {
      model,
      systemInstruction: question.system,
      safetySettings: SAFETY_SETTINGS,
      generationConfig: {
        maxOutputTokens,
        responseMimeType: 'application/json',
        responseSchema: responseSchemaOf(question.schema),
      },
    },
    { baseUrl: baseUrlOf(server) },
  )
  const texts = [question.system, ...contents.flatMap(({ parts }) => parts.map(({ text = '' }) => text))]
  const answer = await callGemini(server, {
    model,
    inputTokens: texts.reduce((sum, text) => sum + estimateTokens(text), 0),
    signal: context.signal,
    send: async (options) => (await generator.generateContent({ contents: [...contents] }, options)).response,
  })
  if (answer.isErr()) return err(answer.error)
  const generated = generatedSchema.safeParse(answer.value)
  if (!generated.success)
    return err(transientError('bad_answer', `${labelOf(server)} answered in an unknown form`))
  const recorded = await recordUsage(server, model, generated.data, context)
  if (recorded.isErr()) return err(recorded.error)
  return readText(generated.data, model).map((text) => ({
    text,
    model: generated.data.modelVersion ?? model,
  }))
}

/** Blocked and cut answers are billed too. */
function recordUsage(
  server: GeminiServer,
  asked: string,
  { usageMetadata: used, modelVersion }: GeneratedAnswer,
  context: ChatContext,
) {
  const model = modelVersion ?? asked
  const input = used?.promptTokenCount ?? 0
  const output = (used?.candidatesTokenCount ?? 0) + (used?.thoughtsTokenCount ?? 0)
  return context.recordUsage({
    provider: 'gemini',
    model,
    operation: 'generate',
    inputTokens: input,
    outputTokens: output,
    audioSeconds: 0,
    costUsd: costUsd([model, asked], { input, output }, server.clock.now(), server.prices),
  })
}

/** Err carries what is wrong, for the model to repair. */
function readAnswer<T>(schema: z.ZodType<T>, { text, model }: SpokenAnswer): Result<ChatAnswer<T>, string> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return err('not a JSON object')
  }
  const parsed = schema.safeParse(json)
  return parsed.success ? ok({ value: parsed.data, model }) : err(z.prettifyError(parsed.error))
}
