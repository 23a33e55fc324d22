import { z } from '@hono/zod-openapi'
import type { QueueState } from '../../usecases/queues/list-queues.ts'
import { COMPONENT_NAME } from '../openapi/share-parameters.ts'
import { component, orNull } from './component.ts'
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

export const QueueSchema = z
  .object({
    job_type: JobTypeSchema,
    paused: z.boolean().openapi({ description: 'Nothing of this type is started.', example: false }),
    paused_by: z.string().nullable().openapi({ example: null }),
    paused_at: TimeSchema.nullable().openapi({ example: null }),
    jobs: JobCountsSchema.openapi({ description: 'What the database knows, of all owners.' }),
    queue: orNull(HeldCountsSchema).openapi({ description: 'What the queue holds; null while it is away.' }),
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

export const presentQueue = ({ type, pause, jobs, held }: QueueState): z.infer<typeof QueueSchema> => ({
  job_type: type,
  paused: pause !== null,
  paused_by: pause?.pausedBy ?? null,
  paused_at: pause?.pausedAt.toISOString() ?? null,
  jobs: { ...jobs },
  queue: held && { ready: held.ready, delayed: held.delayed, leased: held.leased },
})
