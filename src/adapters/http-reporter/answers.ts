import { z } from 'zod'
import type { JsonValue, RunningJob } from '../../domain/job/job.ts'
import { JOB_TYPES } from '../../domain/job/job.ts'

/** The API's answers, as far as a worker reads them; the contract suite runs them against the API itself. */
const time = z.iso.datetime().transform((text) => new Date(text))

const jsonValue = z.unknown().transform((value) => (value ?? null) as JsonValue)

const failure = z.object({
  kind: z.enum(['transient', 'throttled', 'permanent', 'crash']),
  code: z.string(),
  message: z.string(),
  retry_after_ms: z.number().optional(),
  at: time,
  attempt: z.int(),
  epoch: z.int(),
})

const claimedJob = z
  .object({
    id: z.string(),
    audiobook_id: z.string(),
    owner_id: z.string(),
    chapter_id: z.string().nullable(),
    job_type: z.enum(JOB_TYPES),
    priority: z.int(),
    epoch: z.int(),
    fresh_after_epoch: z.int(),
    attempt: z.int(),
    crashes: z.array(time),
    waiting_for: z.array(z.string()),
    checkpoint: jsonValue,
    progress: z.number(),
    error_history: z.array(failure),
    settled: z
      .object({ epoch: z.int(), as: z.enum(['completed', 'failed', 'parked', 'released']) })
      .nullable(),
    created_at: time,
    started_at: time.nullable(),
    worker_id: z.string(),
    lease_until: time,
  })
  .transform(
    (job): RunningJob => ({
      id: job.id,
      audiobookId: job.audiobook_id,
      ownerId: job.owner_id,
      chapterId: job.chapter_id,
      type: job.job_type,
      status: 'processing',
      phase: 'running',
      priority: job.priority,
      epoch: job.epoch,
      freshAfterEpoch: job.fresh_after_epoch,
      attempt: job.attempt,
      crashes: job.crashes,
      gate: job.waiting_for,
      checkpoint: job.checkpoint,
      progress: job.progress,
      errorHistory: job.error_history.map(({ retry_after_ms, ...record }) => ({
        ...record,
        ...(retry_after_ms === undefined ? {} : { retryAfterMs: retry_after_ms }),
      })),
      settled: job.settled,
      createdAt: job.created_at,
      startedAt: job.started_at,
      workerId: job.worker_id,
      leaseUntil: job.lease_until,
      // A claim starts without news.
      woken: false,
    }),
  )

export const startedAnswer = z.object({ job: claimedJob })
export const acceptedAnswer = z.object({ accepted: z.literal(true) })
export const parkedAnswer = z.object({ resume_after_ms: z.number() })
export const failedAnswer = z.object({ run_again_after_ms: z.number().nullable() })
export const heartbeatAnswer = z.object({
  stale: z.array(z.object({ job_id: z.string(), epoch: z.int() })),
})

/** Each is read as the answer to its report. */
export const severalAnswers = z.object({
  answers: z.array(z.looseObject({ accepted: z.boolean(), status: z.int().optional() })),
})
