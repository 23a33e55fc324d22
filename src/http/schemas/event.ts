import { z } from '@hono/zod-openapi'
import {
  AUDIOBOOK_EVENT_TYPES,
  EVENT_TYPES,
  JOB_EVENT_TYPES,
  UPLOAD_EVENT_TYPES,
} from '../../domain/event/event.ts'
import { UploadStatusSchema } from '../routes/uploads/schemas.ts'
import { StatusSchema } from './audiobook.ts'
import { component, orNull } from './component.ts'
import { TimeSchema, UuidSchema } from './identifiers.ts'
import { JobStatusSchema, JobTypeSchema } from './job.ts'

const id = z.string().openapi({
  description: 'The place in the log, to go on from: `Last-Event-ID`. Opaque.',
  example: '5f3a9c01-4711',
})
const place = { id, occurred_at: TimeSchema }
const count = (description: string, example: number) => z.int().openapi({ description, example })
const progress = z.number().min(0).max(1).openapi({ description: 'From 0 to 1.', example: 0.42 })
const reason = z.string().nullable().openapi({ description: 'Why it did not complete.', example: null })

const JobEventTypeSchema = component('JobEventType', z.enum(JOB_EVENT_TYPES))
const AudiobookEventTypeSchema = component('AudiobookEventType', z.enum(AUDIOBOOK_EVENT_TYPES))
const UploadEventTypeSchema = component('UploadEventType', z.enum(UPLOAD_EVENT_TYPES))
export const EventTypeSchema = z.enum(EVENT_TYPES)

const jobState = {
  job_type: JobTypeSchema,
  chapter_id: UuidSchema.nullable().openapi({ description: 'Null: of the whole book.' }),
  status: JobStatusSchema,
  epoch: count('How often it was claimed.', 1),
  attempt: count('Of the errors that are retried, counted from 1.', 1),
  progress,
}

const JobEventErrorSchema = component(
  'JobEventError',
  z.object({
    kind: z.string().openapi({ example: 'transient' }),
    code: z.string().openapi({ example: 'vendor_timeout' }),
    message: z.string().openapi({ example: 'The vendor did not answer in time.' }),
  }),
)

const JobEventDataSchema = z
  .object({
    ...jobState,
    run_at: TimeSchema.nullable().openapi({
      description:
        'Not before (retrying, released, redriven); the next look at the vendor (parked). Null otherwise.',
      example: null,
    }),
    error: orNull(JobEventErrorSchema).openapi({
      description: 'Of the attempt that failed: retrying, failed.',
    }),
    cancel_reason: z.enum(['requested', 'dependency_failed']).nullable().openapi({ example: null }),
  })
  .openapi('JobEventData')

export const JobEventSchema = component(
  'JobEvent',
  z
    .object({
      ...place,
      type: JobEventTypeSchema,
      audiobook_id: UuidSchema,
      job_id: UuidSchema,
      data: JobEventDataSchema,
    })
    .openapi({ description: 'What happened to a job, with the job as that left it.' }),
)

const bookState = {
  title: z.string().openapi({ example: 'The Lighthouse' }),
  author: z.string().openapi({ example: 'A. Writer' }),
  status: StatusSchema,
  status_reason: reason,
}

export const AudiobookEventSchema = component(
  'AudiobookEvent',
  z
    .object({
      ...place,
      ...{ type: AudiobookEventTypeSchema, audiobook_id: UuidSchema, upload_id: UuidSchema },
      data: z.object(bookState).openapi('AudiobookEventData'),
    })
    .openapi({ description: 'What happened to an audiobook.' }),
)

const uploadState = {
  status: UploadStatusSchema,
  status_reason: reason,
  total_files: count('Announced.', 12),
  uploaded_files: count('Stored.', 5),
  total_size_bytes: count('Announced.', 734_003_200),
  uploaded_size_bytes: count('Received, of files that are still coming too.', 308_281_344),
  progress,
}

const ReceivedFileSchema = component(
  'ReceivedFile',
  z.object({
    file_id: UuidSchema,
    file_name: z.string().openapi({ example: '01.mp3' }),
    size_bytes: count('Of the file.', 61_656_268),
    chapter_number: z.int().nullable().openapi({ example: 1 }),
  }),
)

export const UploadEventSchema = component(
  'UploadEvent',
  z
    .object({
      ...{ ...place, type: UploadEventTypeSchema, upload_id: UuidSchema },
      data: z
        .object({
          ...uploadState,
          file: orNull(ReceivedFileSchema).openapi({
            description: 'That was received: `upload.file_received`.',
          }),
        })
        .openapi('UploadEventData'),
    })
    .openapi({ description: 'What happened to an upload session, with the session as it is then.' }),
)

const ResetEventSchema = component(
  'ResetEvent',
  z.object({ id, type: z.literal('reset').openapi({ example: 'reset' }) }).openapi({
    description:
      'Events were missed that are not kept any more: read the state anew. What follows comes after `id`.',
  }),
)

const snapshotType = z.literal('snapshot').openapi({ example: 'snapshot' })

const AudiobookSnapshotSchema = component(
  'AudiobookSnapshot',
  z
    .object({
      ...{ id, type: snapshotType, audiobook_id: UuidSchema },
      data: z
        .object({
          ...bookState,
          jobs: z.array(z.object({ job_id: UuidSchema, ...jobState }).openapi('JobSnapshot')),
        })
        .openapi('AudiobookSnapshotData'),
    })
    .openapi({ description: 'The book and its jobs when the stream began.' }),
)

const UploadSnapshotSchema = component(
  'UploadSnapshot',
  z
    .object({
      ...{ id, type: snapshotType, upload_id: UuidSchema },
      data: z.object(uploadState).openapi('UploadSnapshotData'),
    })
    .openapi({ description: 'The session when the stream began.' }),
)

export const EventSchema = z
  .union([JobEventSchema, AudiobookEventSchema, UploadEventSchema, ResetEventSchema])
  .openapi('Event', { description: 'The `data` of an event of a stream.' })
export const AudiobookStreamSchema = z
  .union([AudiobookSnapshotSchema, JobEventSchema, AudiobookEventSchema, ResetEventSchema])
  .openapi('AudiobookStreamEvent', { description: 'The `data` of an event of the stream of a book.' })
export const UploadStreamSchema = z
  .union([UploadSnapshotSchema, UploadEventSchema, ResetEventSchema])
  .openapi('UploadStreamEvent', { description: 'The `data` of an event of the stream of an upload.' })
