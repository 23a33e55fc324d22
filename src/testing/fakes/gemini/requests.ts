import * as z from 'zod'

const part = z.strictObject({ text: z.string().min(1) })
const content = z.strictObject({ role: z.enum(['user', 'model']), parts: z.array(part).min(1) })

/** The subset of OpenAPI that `responseSchema` takes; anything else is refused by the service. */
type ResponseSchema = {
  type: string
  properties?: Record<string, ResponseSchema> | undefined
  items?: ResponseSchema | undefined
  [key: string]: unknown
}
const responseSchema: z.ZodType<ResponseSchema> = z.lazy(() =>
  z.strictObject({
    type: z.enum(['object', 'array', 'string', 'number', 'integer', 'boolean']),
    format: z.string().optional(),
    description: z.string().optional(),
    nullable: z.boolean().optional(),
    enum: z.array(z.string()).min(1).optional(),
    properties: z.record(z.string(), responseSchema).optional(),
    required: z.array(z.string()).optional(),
    propertyOrdering: z.array(z.string()).optional(),
    items: responseSchema.optional(),
    minItems: z.int().optional(),
    maxItems: z.int().optional(),
  }),
)

const safetySetting = z.strictObject({
  category: z.enum([
    'HARM_CATEGORY_HARASSMENT',
    'HARM_CATEGORY_HATE_SPEECH',
    'HARM_CATEGORY_SEXUALLY_EXPLICIT',
    'HARM_CATEGORY_DANGEROUS_CONTENT',
    'HARM_CATEGORY_CIVIC_INTEGRITY',
  ]),
  threshold: z.enum([
    'BLOCK_NONE',
    'BLOCK_ONLY_HIGH',
    'BLOCK_MEDIUM_AND_ABOVE',
    'BLOCK_LOW_AND_ABOVE',
    'OFF',
  ]),
})

export const generateSchema = z
  .strictObject({
    contents: z.array(content).min(1),
    systemInstruction: z.strictObject({ role: z.literal('system'), parts: z.array(part).min(1) }).optional(),
    safetySettings: z.array(safetySetting).optional(),
    generationConfig: z
      .strictObject({
        maxOutputTokens: z.int().min(1).max(65_536).optional(),
        candidateCount: z.int().min(1).max(8).optional(),
        temperature: z.number().min(0).max(2).optional(),
        topP: z.number().optional(),
        topK: z.int().optional(),
        seed: z.int().optional(),
        responseMimeType: z.enum(['text/plain', 'application/json', 'text/x.enum']).optional(),
        responseSchema: responseSchema.optional(),
        thinkingConfig: z.looseObject({}).optional(),
      })
      .optional(),
  })
  .refine((request) => request.contents.at(-1)?.role === 'user', 'the last turn must be of the user')
  .refine(
    ({ generationConfig: config }) =>
      config?.responseSchema === undefined || config.responseMimeType !== 'text/plain',
    'responseSchema needs responseMimeType application/json',
  )
export type GenerateRequest = z.infer<typeof generateSchema>

const TASK_TYPES = [
  'TASK_TYPE_UNSPECIFIED',
  'RETRIEVAL_QUERY',
  'RETRIEVAL_DOCUMENT',
  'SEMANTIC_SIMILARITY',
  'CLASSIFICATION',
  'CLUSTERING',
  'QUESTION_ANSWERING',
  'FACT_VERIFICATION',
  'CODE_RETRIEVAL_QUERY',
] as const

export const embedSchema = z
  .strictObject({
    model: z.string().optional(),
    content: z.strictObject({ role: z.literal('user').optional(), parts: z.array(part).min(1) }),
    taskType: z.enum(TASK_TYPES).optional(),
    title: z.string().optional(),
    outputDimensionality: z.int().min(1).max(3072).optional(),
  })
  .refine(
    ({ title, taskType }) => title === undefined || taskType === 'RETRIEVAL_DOCUMENT',
    'title is for RETRIEVAL_DOCUMENT',
  )
export type EmbedRequest = z.infer<typeof embedSchema>

export const batchEmbedSchema = z.strictObject({ requests: z.array(embedSchema).min(1) })

export const countSchema = z.union([
  z.strictObject({ contents: z.array(content).min(1) }),
  z.strictObject({
    generateContentRequest: z.looseObject({ model: z.string(), contents: z.array(content).min(1) }),
  }),
])

export const textOfContents = (
  contents: readonly { readonly parts: readonly { readonly text: string }[] }[],
) => contents.flatMap(({ parts }) => parts.map(({ text }) => text)).join('\n')
