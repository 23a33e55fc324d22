import { z } from '@hono/zod-openapi'
import type { QueueEstimate } from '../../usecases/progress/estimate-queues.ts'
import type { QueueState } from '../../usecases/queues/list-queues.ts'
import { COMPONENT_NAME } from '../openapi/share-parameters.ts'
import { component, orNull } from './component.ts'
import { ConfidenceSchema, presentSeconds } from './forecast.ts'
import { TimeSchema } from './identifiers.ts'
import { JobTypeSchema } from './job.ts'

const count = (description: string) => z.int().openapi({ description, example: 3 })

const JobCountsSchema = component(
  'JobCounts',
  z.object({
    pending: count('Waiting, also for other jobs.'),
    processing: count('With a worker, or parked at a vendor.'),
    completed: count('Done.'),
    failed: count('Dead letters.'),
    cancelled: count('Cancelled.'),
  }),
)

const HeldCountsSchema = z
  .object({
    ready: count('May start now.'),
    delayed: count('Due later: retries, and jobs at vendors.'),
    leased: count('Handed out to workers.'),
  })
  .openapi('HeldCounts')

const QueueEstimateSchema = z
  .object({
    waiting_audio_seconds: z.number().openapi({ description: 'Of what may start now.', example: 36_000 }),
    running_audio_seconds: z
      .number()
      .openapi({ description: 'What is left of what runs.', example: 1_200.5 }),
    throughput: z.number().openapi({
      description: 'Seconds of audio done in a second, by all slots together.',
      example: 8.2,
    }),
    eta_seconds: z.number().nullable().openapi({
      description: 'Until it is empty if nothing comes in; null while it is paused.',
      example: 4_536.6,
    }),
    confidence: ConfidenceSchema,
  })
  .openapi('QueueEstimate')

export const QueueSchema = z
  .object({
    job_type: JobTypeSchema,
    paused: z.boolean().openapi({ description: 'Nothing of this type is started.', example: false }),
    paused_by: z.string().nullable().openapi({ example: null }),
    paused_at: TimeSchema.nullable().openapi({ example: null }),
    jobs: JobCountsSchema.openapi({ description: 'What the database knows, of all owners.' }),
    queue: orNull(HeldCountsSchema).openapi({ description: 'What the queue holds; null while it is away.' }),
    estimate: orNull(QueueEstimateSchema).openapi({
      description: 'When it is empty; only in the list of queues.',
    }),
  })
  .openapi('Queue')

export const queueParameter = z.object({
  job_type: JobTypeSchema.openapi({
    param: {
      ...{ name: 'job_type', in: 'path', description: 'The type of jobs that the queue holds.' },
      [COMPONENT_NAME]: 'QueueName',
    },
  }),
})

export const presentQueue = (
  { type, pause, jobs, held }: QueueState,
  estimate: QueueEstimate | null = null,
): z.infer<typeof QueueSchema> => ({
  job_type: type,
  paused: pause !== null,
  paused_by: pause?.pausedBy ?? null,
  paused_at: pause?.pausedAt.toISOString() ?? null,
  jobs: { ...jobs },
  queue: held && { ready: held.ready, delayed: held.delayed, leased: held.leased },
  estimate: estimate && presentEstimate(estimate),
})

const presentEstimate = (estimate: QueueEstimate): z.infer<typeof QueueEstimateSchema> => ({
  waiting_audio_seconds: presentSeconds(estimate.waitingAudioSeconds) ?? 0,
  running_audio_seconds: presentSeconds(estimate.runningAudioSeconds) ?? 0,
  throughput: presentSeconds(estimate.throughput) ?? 0,
  eta_seconds: presentSeconds(estimate.etaSeconds),
  confidence: estimate.confidence,
})
