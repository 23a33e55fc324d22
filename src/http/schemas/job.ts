import { z } from '@hono/zod-openapi'
import { MAX_ERROR_HISTORY } from '../../domain/job/failure.ts'
import { type FailureRecord, JOB_STATUSES, JOB_TYPES, type Job } from '../../domain/job/job.ts'
import { component, orNull } from './component.ts'
import { TimeSchema, UuidSchema } from './identifiers.ts'

const MAX_ERROR_CODE_CHARACTERS = 64

/** As a filter: exactly this code. */
export const ErrorCodeSchema = z
  .string()
  .regex(/^[a-z0-9_]+$/)
  .max(MAX_ERROR_CODE_CHARACTERS)
  .openapi({ description: 'Of the failure that ended the job.', example: 'vendor_timeout' })

export const JobTypeSchema = component('JobType', z.enum(JOB_TYPES))
export const JobStatusSchema = component('JobStatus', z.enum(JOB_STATUSES))

export const FailureKindSchema = component(
  'JobFailureKind',
  z.enum(['transient', 'throttled', 'permanent', 'crash']).openapi({
    description:
      'Retried after a backoff; retried when the vendor said, using no attempt; never retried; a lost worker.',
  }),
)

const CancelReasonSchema = z
  .object({
    code: z.enum(['requested', 'dependency_failed']).openapi({ example: 'dependency_failed' }),
    job_id: UuidSchema.nullable().openapi({ description: 'The job that it waited for and that failed.' }),
  })
  .openapi('JobCancelReason')
const MAX_PRIORITY = 9

export const PrioritySchema = z
  .int()
  .min(0)
  .max(MAX_PRIORITY)
  .openapi({ description: '0 (normal) to 9 (first).', example: 0 })

const FailureSchema = z
  .object({
    code: z.string().openapi({ description: 'Stable.', example: 'vendor_timeout' }),
    message: z.string().openapi({ example: 'The vendor did not answer in time.' }),
    kind: FailureKindSchema,
    retry_after_ms: z
      .number()
      .optional()
      .openapi({ description: 'The wait that the vendor asked for.', example: 30_000 }),
    at: TimeSchema,
    attempt: z.int().openapi({ description: 'The attempt that failed.', example: 4 }),
    epoch: z.int().openapi({ description: 'The claim under which it failed.', example: 4 }),
  })
  .openapi('JobFailure')

export const JobSchema = z
  .object({
    id: UuidSchema,
    audiobook_id: UuidSchema,
    chapter_id: UuidSchema.nullable().openapi({ description: 'Null: about the whole book.' }),
    job_type: JobTypeSchema,
    status: JobStatusSchema,
    waiting_for: z
      .array(UuidSchema)
      .openapi({ description: 'Jobs that must complete before this one may start.' }),
    progress: z.number().openapi({ description: '0..1', example: 0.25 }),
    attempt: z.int().openapi({ description: 'The current attempt; at most 4.', example: 1 }),
    epoch: z.int().openapi({ description: 'Times the job was claimed.', example: 1 }),
    priority: z.int().openapi({ example: 0 }),
    run_at: TimeSchema.nullable().openapi({
      description: 'Not before; of a job at a vendor, the next look.',
    }),
    created_at: TimeSchema,
    started_at: TimeSchema.nullable(),
    completed_at: TimeSchema.nullable(),
    error: orNull(FailureSchema).openapi({ description: 'Of a failed job: what ended it.' }),
    error_history: z.array(FailureSchema).openapi({
      description: `Every failure so far, newest last; the last ${MAX_ERROR_HISTORY} are kept. A retry does not clear it.`,
    }),
    cancel_reason: orNull(CancelReasonSchema).openapi({ description: 'Of a cancelled job.' }),
  })
  .openapi('Job')

type PresentedJob = z.infer<typeof JobSchema>

export const presentJob = (job: Job): PresentedJob => ({
  id: job.id,
  audiobook_id: job.audiobookId,
  chapter_id: job.chapterId,
  job_type: job.type,
  status: job.status,
  waiting_for: [...job.gate],
  progress: job.progress,
  attempt: job.attempt,
  epoch: job.epoch,
  priority: job.priority,
  run_at: 'runAt' in job ? job.runAt.toISOString() : null,
  created_at: job.createdAt.toISOString(),
  started_at: job.startedAt?.toISOString() ?? null,
  completed_at: 'completedAt' in job ? job.completedAt.toISOString() : null,
  error: job.status === 'failed' ? presentFailure(job.error) : null,
  error_history: job.errorHistory.map(presentFailure),
  cancel_reason: job.status === 'cancelled' ? presentReason(job.reason) : null,
})

const presentFailure = (failure: FailureRecord): z.infer<typeof FailureSchema> => ({
  code: failure.code,
  message: failure.message,
  kind: failure.kind,
  ...(failure.retryAfterMs === undefined ? {} : { retry_after_ms: failure.retryAfterMs }),
  at: failure.at.toISOString(),
  attempt: failure.attempt,
  epoch: failure.epoch,
})

const presentReason = (
  reason: Extract<Job, { status: 'cancelled' }>['reason'],
): NonNullable<PresentedJob['cancel_reason']> => ({
  code: reason.code,
  job_id: reason.code === 'dependency_failed' ? reason.jobId : null,
})
