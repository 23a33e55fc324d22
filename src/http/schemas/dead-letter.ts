import { z } from '@hono/zod-openapi'
import { PROVIDERS } from '../../domain/job/provider.ts'
import { ACTION_CODES, type SuggestedAction } from '../../domain/job/suggested-action.ts'
import type { DeadLetterClass } from '../../usecases/dead-letters/count-dead-letters.ts'
import type { DeadLetterView } from '../../usecases/dead-letters/dead-letter-view.ts'
import { definedFields } from '../defined-fields.ts'
import { StatusSchema } from './audiobook.ts'
import { filterOwner, filterText, filterTime } from './book-selection.ts'
import { component, orNull } from './component.ts'
import { TimeSchema, UuidSchema } from './identifiers.ts'
import { ErrorCodeSchema, FailureKindSchema, JobSchema, JobTypeSchema, presentJob } from './job.ts'

const ProviderSchema = component(
  'Provider',
  z.enum(PROVIDERS).openapi({
    description: 'Who does the work: transcribe; summarize and tag; embed.',
  }),
)

/** Which jobs that failed; absent fields don't restrict. */
export const failureFilterFields = {
  job_type: JobTypeSchema.optional().openapi({ description: 'Jobs of this type only.' }),
  provider: ProviderSchema.optional(),
  audiobook_id: UuidSchema.optional().openapi({ description: 'Jobs of this audiobook only.' }),
  owner_id: filterOwner,
  q: filterText,
  error_code: ErrorCodeSchema.optional(),
  error_kind: FailureKindSchema.optional(),
  failed_after: filterTime('Ended at or after this time.'),
  failed_before: filterTime('Ended before this time.'),
  created_after: filterTime('Made at or after this time.'),
  created_before: filterTime('Made before this time.'),
}

export const FailureFilterSchema = z.object(failureFilterFields)

const dateOf = (text: string | undefined) => (text === undefined ? undefined : new Date(text))

export const readFailureFilter = (filter: z.infer<typeof FailureFilterSchema>) =>
  definedFields({
    type: filter.job_type,
    provider: filter.provider,
    audiobookId: filter.audiobook_id,
    ownerId: filter.owner_id,
    text: filter.q,
    errorCode: filter.error_code,
    errorKind: filter.error_kind,
    endedAfter: dateOf(filter.failed_after),
    endedBefore: dateOf(filter.failed_before),
    createdAfter: dateOf(filter.created_after),
    createdBefore: dateOf(filter.created_before),
  })

const SuggestedActionSchema = component(
  'SuggestedAction',
  z.object({
    code: z.enum(ACTION_CODES).openapi({ description: 'For programs.', example: 'wait_for_quota' }),
    text: z
      .string()
      .openapi({ description: 'For people.', example: 'Wait until it is free again, then retry.' }),
  }),
)

const classification = {
  provider: ProviderSchema,
  kind: FailureKindSchema,
  code: z.string().openapi({ description: 'As in `error.code`.', example: 'vendor_timeout' }),
}

const CheckpointSummarySchema = z
  .object({
    external_id: z.string().nullable().openapi({
      description: "The vendor's own id of the work, to ask the vendor about it.",
      example: 'Xk2mPq',
    }),
    fields: z.array(z.string()).openapi({ description: 'Names of what it holds.', example: ['externalId'] }),
    size_characters: z.int().openapi({ description: 'Of its JSON.', example: 48 }),
  })
  .openapi('CheckpointSummary')

export const DeadLetterSchema = z
  .object({
    job: JobSchema.openapi({ description: 'With every failure so far.' }),
    audiobook: z
      .object({
        id: UuidSchema,
        owner_id: z.string().openapi({ example: 'admin' }),
        title: z.string().openapi({ example: 'The Lamp' }),
        author: z.string().openapi({ example: 'A. Writer' }),
        language: z.string().openapi({ example: 'en' }),
        status: StatusSchema,
      })
      .openapi('DeadLetterBook'),
    chapter: orNull(
      z
        .object({
          id: UuidSchema,
          number: z.int().openapi({ example: 3 }),
          title: z.string().openapi({ example: 'Chapter 3' }),
          duration_seconds: z.number().openapi({ example: 1_834.2 }),
        })
        .openapi('DeadLetterChapter'),
    ).openapi({ description: 'Null: about the whole book.' }),
    checkpoint: orNull(CheckpointSummarySchema).openapi({
      description: 'What is there for the next attempt, without its contents; null: nothing.',
    }),
    classification: z.object(classification).openapi('FailureClassification'),
    suggested_action: SuggestedActionSchema,
  })
  .openapi('DeadLetter')

export const DeadLetterClassSchema = z
  .object({
    ...{ job_type: JobTypeSchema, ...classification },
    count: z.int().openapi({ example: 12 }),
    last_failed_at: TimeSchema,
    suggested_action: SuggestedActionSchema,
  })
  .openapi('DeadLetterClass')

export const presentDeadLetter = (letter: DeadLetterView): z.infer<typeof DeadLetterSchema> => {
  const { job, audiobook, chapter, checkpoint, provider, action } = letter
  const { id, ownerId, title, author, language, status } = audiobook
  return {
    job: presentJob(job),
    audiobook: { id, owner_id: ownerId, title, author, language, status },
    chapter:
      chapter === null
        ? null
        : {
            ...{ id: chapter.id, number: chapter.number, title: chapter.title },
            duration_seconds: chapter.durationSeconds,
          },
    checkpoint:
      checkpoint === null
        ? null
        : {
            ...{ external_id: checkpoint.externalId, fields: [...checkpoint.fields] },
            size_characters: checkpoint.sizeCharacters,
          },
    classification: { provider, kind: job.error.kind, code: job.error.code },
    suggested_action: presentAction(action),
  }
}

export const presentClass = (counted: DeadLetterClass): z.infer<typeof DeadLetterClassSchema> => ({
  ...{ job_type: counted.type, provider: counted.provider, kind: counted.kind, code: counted.code },
  ...{ count: counted.count, last_failed_at: counted.lastFailedAt.toISOString() },
  suggested_action: presentAction(counted.action),
})

const presentAction = ({ code, text }: SuggestedAction) => ({ code, text })
