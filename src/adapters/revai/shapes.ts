import * as z from 'zod'

/** Answers of the API, as far as they are read. Properties that are null there are left out. */
export const jobShape = z.object({
  id: z.string().min(1),
  /** `in_progress`, `transcribed`, `failed`. */
  status: z.string(),
  created_on: z.string().optional(),
  duration_seconds: z.number().nonnegative().optional(),
  metadata: z.string().optional(),
  transcriber: z.string().optional(),
  failure: z.string().optional(),
  failure_detail: z.string().optional(),
})

export type RevAiJob = z.infer<typeof jobShape>

export const jobListShape = z.array(jobShape)

export const accountShape = z.object({ balance_seconds: z.number().optional() })

const elementShape = z.object({
  /** `text`, `punct` (spaces too), `unknown`. */
  type: z.string(),
  value: z.string().default(''),
  ts: z.number().nonnegative().optional(),
  end_ts: z.number().nonnegative().optional(),
  confidence: z.number().optional(),
})

export const transcriptShape = z.object({
  monologues: z.array(
    z.object({
      speaker: z.number().default(0),
      speaker_info: z.object({ display_name: z.string().optional() }).optional(),
      elements: z.array(elementShape),
    }),
  ),
})

export type RevAiTranscript = z.infer<typeof transcriptShape>
export type RevAiElement = z.infer<typeof elementShape>

/** Deleting answers nothing. */
export const nothingShape = z.unknown()
