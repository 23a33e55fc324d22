import { z } from '@hono/zod-openapi'
import { roundSeconds } from '../../domain/transcript/timed-words.ts'
import type { BookEstimate, StageEstimate } from '../../usecases/progress/estimate-book.ts'
import { ConfidenceSchema, presentForecast, presentSeconds } from './forecast.ts'
import { TimeSchema, UuidSchema } from './identifiers.ts'
import { JobTypeSchema } from './job.ts'
import { presentUsd } from './usage.ts'

const MAX_CHAPTERS = 10_000
/** Thirty days. */
const MAX_CHAPTER_SECONDS = 2_592_000

export const EstimateRequestSchema = z
  .strictObject({
    upload_id: UuidSchema.optional().openapi({ description: 'A finished upload.' }),
    chapter_seconds: z
      .array(z.number().positive().max(MAX_CHAPTER_SECONDS).openapi({ example: 1_820.4 }))
      .min(1)
      .max(MAX_CHAPTERS)
      .optional()
      .openapi({ description: 'Instead: the length of each chapter.' }),
    upload_type: z
      .enum(['single', 'chapters'])
      .default('chapters')
      .openapi({ description: 'With `chapter_seconds`: chapters inside one file, or one file a chapter.' }),
  })
  .refine(
    ({ upload_id, chapter_seconds }) => (upload_id === undefined) !== (chapter_seconds === undefined),
    'Give either `upload_id` or `chapter_seconds`.',
  )
  .openapi('EstimateRequest', { example: { chapter_seconds: [1_820.4, 2_010.9], upload_type: 'chapters' } })

const StageEstimateSchema = z
  .object({
    job_type: JobTypeSchema,
    provider: z.string().openapi({ example: 'gemini' }),
    model: z.string().nullable().openapi({ example: 'gemini-3.5-flash-lite' }),
    jobs: z.int().openapi({ example: 2 }),
    audio_seconds: z.number().openapi({ example: 0 }),
    input_tokens: z.int().openapi({ example: 14_900 }),
    output_tokens: z.int().openapi({ example: 1_070 }),
    cost_usd: z
      .number()
      .nullable()
      .openapi({ description: 'By list prices; 0 on this machine.', example: 0.007145 }),
    cost_unknown_reason: z.string().nullable().openapi({ example: null }),
    work_seconds: z.number().openapi({ description: 'In one slot, without waiting.', example: 11.5 }),
    confidence: ConfidenceSchema,
  })
  .openapi('StageEstimate')

export const BookEstimateSchema = z
  .object({
    audio_seconds: z.number().openapi({ example: 3_831.3 }),
    chapters: z.int().openapi({ example: 2 }),
    stages: z.array(StageEstimateSchema),
    cost_usd: z.number().nullable().openapi({
      description: 'Null as soon as the price of one stage is not known.',
      example: 0.0093,
    }),
    eta_seconds: z.number().nullable().openapi({
      description: 'From now, with what waits already; null while a queue is paused.',
      example: 420.5,
    }),
    estimated_completion_at: TimeSchema.nullable(),
    confidence: ConfidenceSchema,
    assumptions: z.array(z.string().openapi({ example: 'Every job is done once.' })),
  })
  .openapi('BookEstimate')

const presentStage = (stage: StageEstimate): z.infer<typeof StageEstimateSchema> => ({
  job_type: stage.type,
  provider: stage.provider,
  model: stage.model,
  jobs: stage.jobs,
  audio_seconds: roundSeconds(stage.units.audioSeconds),
  input_tokens: stage.units.inputTokens,
  output_tokens: stage.units.outputTokens,
  cost_usd: presentUsd(stage.price.costUsd),
  cost_unknown_reason: stage.price.costUsd === null ? stage.price.reason : null,
  work_seconds: presentSeconds(stage.workSeconds) ?? 0,
  confidence: stage.confidence,
})

export const presentEstimate = (estimate: BookEstimate, now: Date): z.infer<typeof BookEstimateSchema> => {
  const { percent: _none, ...forecast } = presentForecast(
    { percent: 0, etaSeconds: estimate.etaSeconds },
    now,
  )
  return {
    audio_seconds: roundSeconds(estimate.audioSeconds),
    chapters: estimate.chapters,
    stages: estimate.stages.map(presentStage),
    cost_usd: presentUsd(estimate.costUsd),
    ...forecast,
    confidence: estimate.confidence,
    assumptions: [...estimate.assumptions],
  }
}
