import { z } from 'zod'

/** The parts of the API's answers that the commands use (API docs: `/docs` of a running server). */
export const problemSchema = z.object({
  title: z.string(),
  detail: z.string().optional(),
  code: z.string().optional(),
  request_id: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
})

export const healthSchema = z.object({ status: z.literal('ok') })

export const readinessSchema = z.object({
  status: z.enum(['ready', 'not_ready']),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string().optional() })),
})

export const createdUploadSchema = z.object({ upload_id: z.string(), status: z.string() })

export const uploadSchema = z.object({
  upload_id: z.string(),
  status: z.string(),
  files: z.array(
    z.object({
      file_id: z.string(),
      file_name: z.string(),
      file_size_bytes: z.number(),
      uploaded_at: z.string().nullish(),
      chapter_number: z.number().nullish(),
      detected: z.object({ title: z.string().nullable(), author: z.string().nullable() }).nullish(),
    }),
  ),
})
export type UploadDetail = z.output<typeof uploadSchema>

export const sentFileSchema = z.object({ file_id: z.string(), file_name: z.string() })

export const createdAudiobookSchema = z.object({
  audiobook_id: z.string(),
  status: z.string(),
  jobs_created: z.number(),
})

export const jobsSchema = z.object({
  audiobook_id: z.string(),
  overall_status: z.string(),
  progress: z.number(),
  total_jobs: z.number(),
  completed_jobs: z.number(),
  failed_jobs: z.number(),
  eta_seconds: z.number().nullish(),
  jobs: z.array(
    z.object({
      id: z.string(),
      job_type: z.string(),
      status: z.string(),
      progress: z.number().nullish(),
      error: z.object({ code: z.string(), message: z.string() }).nullish(),
    }),
  ),
})
export type JobsAnswer = z.output<typeof jobsSchema>

export const audiobookSchema = z.object({
  id: z.string(),
  title: z.string(),
  author: z.string(),
  status: z.string(),
  status_reason: z.string().nullable(),
  duration_seconds: z.number(),
  chapters: z.array(
    z.object({
      number: z.number(),
      title: z.string(),
      /** From the start of the book. */
      start_seconds: z.number(),
      duration_seconds: z.number(),
      has_transcript: z.boolean(),
    }),
  ),
  warnings: z.array(z.object({ message: z.string(), chapter_number: z.number() })).default([]),
  summary: z.string().nullable(),
  tags: z.array(z.string()),
})
export type BookAnswer = z.output<typeof audiobookSchema>

export const audiobookListSchema = z.object({
  items: z.array(z.object({ id: z.string(), title: z.string(), author: z.string() })),
})

/** Kept whole: `search --json` prints it as it came. */
export const searchSchema = z.looseObject({
  degraded: z.boolean(),
  hits: z.array(
    z.looseObject({
      audiobook: z.looseObject({ title: z.string() }),
      chapter: z.looseObject({ number: z.number(), title: z.string() }),
      /** From the start of the book. */
      start_seconds: z.number(),
      snippet: z.string(),
    }),
  ),
})
export type SearchAnswer = z.output<typeof searchSchema>
