import { z } from '@hono/zod-openapi'
import { JOB_TYPES } from '../../../domain/job/job.ts'
import type { ReprocessedBook } from '../../../usecases/audiobooks/reprocess-audiobooks.ts'
import { dryRunField } from '../../schemas/book-selection.ts'
import { UuidSchema } from '../../schemas/identifiers.ts'
import { JobSchema, JobTypeSchema, presentJob } from '../../schemas/job.ts'

export const reprocessFields = {
  stages: z
    .array(JobTypeSchema)
    .min(1)
    .max(JOB_TYPES.length)
    .openapi({
      description: 'What follows from a new transcript is done anew with it.',
      example: ['summarize'],
    }),
  force: z.boolean().default(false).openapi({
    description:
      'Also what is complete: it is bought and computed anew. Without, only what failed or was cancelled goes round again.',
  }),
  dry_run: dryRunField,
}

export const ReprocessedBookSchema = z
  .object({
    audiobook_id: UuidSchema,
    outcome: z.enum(['reprocessed', 'busy']).openapi({
      description: '`busy`: not done, as jobs of the book are under way and `force` was asked for.',
    }),
    jobs: z
      .array(JobSchema)
      .openapi({ description: 'Those that go round again; in a dry run those that would. Perhaps none.' }),
  })
  .openapi('ReprocessedBook')

export const presentReprocessed = ({
  audiobookId,
  outcome,
  jobs,
}: ReprocessedBook): z.infer<typeof ReprocessedBookSchema> => ({
  audiobook_id: audiobookId,
  outcome,
  jobs: jobs.map(presentJob),
})
