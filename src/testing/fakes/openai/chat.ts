import * as z from 'zod'
import type { FakeBehaviour } from './server.ts'

const objectSchema = z.looseObject({ type: z.string().optional() })

export const chatRequestSchema = z.strictObject({
  model: z.string().min(1),
  messages: z
    .array(z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string().min(1) }))
    .min(2),
  response_format: z
    .discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('json_schema'),
        json_schema: z.strictObject({
          name: z.string().regex(/^\w+$/),
          strict: z.literal(true),
          schema: objectSchema,
        }),
      }),
      z.strictObject({ type: z.literal('json_object') }),
    ])
    .optional(),
})
type ChatRequest = z.infer<typeof chatRequestSchema>

/** The rules of strict mode: closed objects with all properties required, no bounds on strings. */
export function findSchemaProblem(request: ChatRequest): string | null {
  if (request.response_format?.type !== 'json_schema') return null
  return problemIn(request.response_format.json_schema.schema)
}

function problemIn(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null
  if (Array.isArray(value)) return firstProblem(value)
  const schema = value as {
    type?: unknown
    properties?: object
    additionalProperties?: unknown
    required?: unknown
  }
  if (schema.type === 'object') {
    const names = Object.keys(schema.properties ?? {})
    if (schema.additionalProperties !== false) return 'additionalProperties must be false'
    if (String(schema.required) !== String(names)) return 'all properties must be required'
  }
  if ('minLength' in schema || 'maxLength' in schema) return 'minLength and maxLength are not permitted'
  return firstProblem(Object.values(schema))
}

function firstProblem(values: readonly unknown[]): string | null {
  for (const value of values) {
    const problem = problemIn(value)
    if (problem !== null) return problem
  }
  return null
}

/** Writes from what the prompt shows: the first line of each chapter in it. */
export function answerChat(request: ChatRequest, behaviour: FakeBehaviour): Record<string, unknown> {
  const prompt = request.messages.find((message) => message.role === 'user')?.content ?? ''
  const system = request.messages[0]?.content ?? ''
  const name = /condense|combine summaries/i.test(system)
    ? 'condensed'
    : /tag audiobooks/i.test(system)
      ? 'tags'
      : 'summary'
  const content = behaviour.rewrite(JSON.stringify(compose(name, prompt)), { name, prompt })
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    model: `${request.model}-2026`,
    choices: [{ index: 0, finish_reason: behaviour.finishReason, message: { role: 'assistant', content } }],
    usage: {
      prompt_tokens:
        behaviour.promptTokens ?? Math.ceil(request.messages.map((m) => m.content).join('').length / 4),
    },
  }
}

function compose(name: string, prompt: string): unknown {
  const chapters = [...prompt.matchAll(/^\[Chapter (\d+): .*\]\n(.+)$/gm)].map((match) => ({
    number: Number(match[1]),
    line: match[2] ?? '',
  }))
  const quotes = chapters.map(({ number, line }) => ({ quote: line, chapter_number: number }))
  const text = `Told in ${chapters.length} parts: ${chapters.map(({ line }) => line.slice(0, 40)).join(' ')}`
  const short_description = chapters[0]?.line ?? ''
  if (name === 'condensed') return { text, short_description }
  if (name === 'tags') {
    return {
      tags: [
        { name: 'Sea Story', kind: 'genre', score: 0.9, evidence: quotes.slice(0, 1) },
        {
          name: 'invented',
          kind: 'subject',
          score: 0.8,
          evidence: [{ quote: 'nobody ever said this', chapter_number: 1 }],
        },
      ],
    }
  }
  return {
    text,
    short_description,
    chapter_summaries: chapters.map(({ number, line }) => ({
      chapter_number: number,
      text: `About ${line}`,
    })),
    evidence: [...quotes, { quote: 'these words are nowhere in the book', chapter_number: 1 }],
  }
}
