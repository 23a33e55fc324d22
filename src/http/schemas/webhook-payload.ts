import { z } from '@hono/zod-openapi'
import {
  AUDIOBOOK_EVENT_TYPES,
  JOB_EVENT_TYPES,
  type LoggedEvent,
  UPLOAD_EVENT_TYPES,
} from '../../domain/event/event.ts'
import { TEST_EVENT_TYPE } from '../../domain/webhook/webhook.ts'
import { eventId } from '../realtime/event-id.ts'
import { presentEvent } from '../realtime/present-event.ts'
import { AudiobookEventSchema, JobEventSchema, UploadEventSchema } from './event.ts'
import { TimeSchema, UuidSchema } from './identifiers.ts'

const timestamp = TimeSchema.openapi({ description: 'When it happened; RFC 3339, UTC.' })

export const JobPayloadSchema = z
  .object({ type: z.enum(JOB_EVENT_TYPES), timestamp, data: JobEventSchema })
  .openapi('JobWebhook')
export const AudiobookPayloadSchema = z
  .object({ type: z.enum(AUDIOBOOK_EVENT_TYPES), timestamp, data: AudiobookEventSchema })
  .openapi('AudiobookWebhook')
export const UploadPayloadSchema = z
  .object({ type: z.enum(UPLOAD_EVENT_TYPES), timestamp, data: UploadEventSchema })
  .openapi('UploadWebhook')
export const TestPayloadSchema = z
  .object({
    type: z.literal(TEST_EVENT_TYPE),
    timestamp,
    data: z
      .object({ id: z.string().openapi({ example: 'test-01936f0e' }), webhook_id: UuidSchema })
      .openapi('TestEvent'),
  })
  .openapi('TestWebhook')

/** By Standard Webhooks: type, timestamp, data. `data` is the event as streams have it, and its id that of the message. */
export function renderEvent(event: LoggedEvent, log: string): { readonly id: string; readonly body: string } {
  const cursor = { log, position: event.position }
  const data = presentEvent(event, cursor)
  const body = JSON.stringify({ type: event.type, timestamp: event.occurredAt.toISOString(), data })
  return { id: eventId(cursor), body }
}

export const renderTest = (id: string, webhookId: string, now: Date): string =>
  JSON.stringify({ type: TEST_EVENT_TYPE, timestamp: now.toISOString(), data: { id, webhook_id: webhookId } })
