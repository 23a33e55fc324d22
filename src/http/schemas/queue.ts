import { z } from '@hono/zod-openapi'
import { JOB_TYPES } from '../../domain/job/job.ts'
import type { QueueState } from '../../usecases/queues/list-queues.ts'
import { TimeSchema } from './identifiers.ts'

const count = (description: string) => z.int().openapi({ description, example: 3 })

export const QueueSchema = z
  .object({
    job_type: z.enum(JOB_TYPES),
    paused: z.boolean().openapi({ description: 'Nothing of this type is started.', example: false }),
    paused_by: z.string().nullable().openapi({ example: null }),
    paused_at: TimeSchema.nullable().openapi({ example: null }),
    jobs: z
      .object({
        pending: count('Waiting, also for other jobs.'),
        processing: count('With a worker, or parked at a vendor.'),
        completed: count('Done.'),
        failed: count('Dead letters.'),
        cancelled: count('Cancelled.'),
      })
      .openapi({ description: 'What the database knows, of all owners.' }),
    queue: z
      .object({
        ready: count('May start now.'),
        delayed: count('Due later: retries, and jobs at vendors.'),
        leased: count('Handed out to workers.'),
      })
      .nullable()
      .openapi({ description: 'What the queue holds; null while it is away.' }),
  })
  .openapi('Queue')

export const queueParameter = z.object({
  job_type: z.enum(JOB_TYPES).openapi({ param: { name: 'job_type', in: 'path' }, example: 'transcribe' }),
})

export const presentQueue = ({ type, pause, jobs, held }: QueueState): z.infer<typeof QueueSchema> => ({
  job_type: type,
  paused: pause !== null,
  paused_by: pause?.pausedBy ?? null,
  paused_at: pause?.pausedAt.toISOString() ?? null,
  jobs: { ...jobs },
  queue: held && { ready: held.ready, delayed: held.delayed, leased: held.leased },
})
