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

export const WorkerIdSchema = plainText(MAX_WORKER_ID_CHARACTERS)

export const EpochSchema = z
  .int()
  .min(1)
  .max(MAX_EPOCH)
  .openapi({ description: 'Of the claim, as `start` answered it.', example: 1 })
const epoch = EpochSchema
const waitMs = z.int().min(0).max(MAX_WAIT_MS)

const FailureReportSchema = z
  .object({
    kind: z.enum(['transient', 'throttled', 'permanent']),
    code: z
      .string()
      .regex(/^[a-z0-9_]+$/)
      .max(MAX_CODE_CHARACTERS)
      .openapi({ example: 'vendor_timeout' }),
    message: plainText(MAX_MESSAGE_CHARACTERS),
    retry_after_ms: waitMs.optional(),
  })
  .openapi('FailureReport')

export const JobReportSchema = z
  .discriminatedUnion('event', [
    z.object({
      event: z.literal('start'),
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
        }),
    }),
    z.object({ event: z.literal('heartbeat'), epoch }),
    z.object({ event: z.literal('progress'), epoch, fraction: z.number().min(0).max(1) }),
    z.object({ event: z.literal('checkpoint'), epoch, checkpoint: JsonValueSchema }),
    z.object({ event: z.literal('complete'), epoch }),
    z.object({ event: z.literal('fail'), epoch, failure: FailureReportSchema }),
    z.object({ event: z.literal('park'), epoch, resume_after_ms: waitMs }),
    z.object({ event: z.literal('release'), epoch }),
  ])
  .openapi('JobReport', { example: { event: 'progress', epoch: 1, fraction: 0.4 } })
