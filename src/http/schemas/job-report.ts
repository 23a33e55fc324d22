import { z } from '@hono/zod-openapi'
import { JsonValueSchema } from './json-value.ts'
import { plainText } from './text.ts'

const MAX_WORKER_ID_CHARACTERS = 200
const MAX_START_ID_CHARACTERS = 64
const MAX_CODE_CHARACTERS = 64
const MAX_MESSAGE_CHARACTERS = 2000
/** PostgreSQL's integer. */
const MAX_EPOCH = 2 ** 31 - 1
const MAX_WAIT_MS = 30 * 24 * 60 * 60 * 1000

export const WorkerIdSchema = plainText(MAX_WORKER_ID_CHARACTERS).openapi({ example: 'worker-1' })

export const EpochSchema = z
  .int()
  .min(1)
  .max(MAX_EPOCH)
  .openapi({ description: 'Of the claim, as `start` answered it.', example: 1 })
const epoch = EpochSchema
const waitMs = z.int().min(0).max(MAX_WAIT_MS).openapi({ example: 60_000 })

const FailureReportSchema = z
  .object({
    kind: z.enum(['transient', 'throttled', 'permanent']),
    code: z
      .string()
      .regex(/^[a-z0-9_]+$/)
      .max(MAX_CODE_CHARACTERS)
      .openapi({ example: 'vendor_timeout' }),
    message: plainText(MAX_MESSAGE_CHARACTERS).openapi({ example: 'The vendor did not answer in time.' }),
    retry_after_ms: waitMs.optional(),
  })
  .openapi('FailureReport')

const report = <Event extends string, Fields extends z.ZodRawShape>(
  name: string,
  event: Event,
  fields: Fields,
) => z.object({ event: z.literal(event), ...fields }).openapi(name)

const StartReportSchema = report('StartReport', 'start', {
  worker_id: WorkerIdSchema,
  start_id: z
    .string()
    .regex(/^[\w-]+$/)
    .max(MAX_START_ID_CHARACTERS)
    .optional()
    .openapi({
      description:
        'New for every claim that is asked for. Repeating a `start` with its id answers the claim that it got, so ' +
        'that a lost answer costs nothing.',
      example: '01936f0e-8d5c-7c3a-9a64-0f5b7c1f2a11',
    }),
})

export const JobReportSchema = z
  .discriminatedUnion('event', [
    StartReportSchema,
    report('HeartbeatReport', 'heartbeat', { epoch }),
    report('ProgressReport', 'progress', {
      epoch,
      fraction: z.number().min(0).max(1).openapi({ example: 0.4 }),
    }),
    report('CheckpointReport', 'checkpoint', { epoch, checkpoint: JsonValueSchema }),
    report('CompleteReport', 'complete', { epoch }),
    report('FailReport', 'fail', { epoch, failure: FailureReportSchema }),
    report('ParkReport', 'park', { epoch, resume_after_ms: waitMs }),
    report('ReleaseReport', 'release', { epoch }),
  ])
  .openapi('JobReport', { example: { event: 'progress', epoch: 1, fraction: 0.4 } })
