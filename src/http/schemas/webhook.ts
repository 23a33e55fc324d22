import { z } from '@hono/zod-openapi'
import { EVENT_TYPES } from '../../domain/event/event.ts'
import { DELIVERY_STATUSES, type WebhookDelivery } from '../../domain/webhook/delivery.ts'
import {
  MAX_WEBHOOKS_PER_OWNER,
  TEST_EVENT_TYPE,
  WEBHOOK_STATUSES,
  type Webhook,
} from '../../domain/webhook/webhook.ts'
import { component, orNull } from './component.ts'
import { TimeSchema, UuidSchema } from './identifiers.ts'

const MAX_URL_CHARACTERS = 2_000
const MAX_DESCRIPTION_CHARACTERS = 500

const UrlSchema = z.url('Must be a URL.').max(MAX_URL_CHARACTERS).openapi({
  description:
    'https, without user name and password; it must lead to public addresses, but for what the operator allows.',
  example: 'https://example.com/hooks/chapterwise',
})
const DescriptionSchema = z
  .string()
  .max(MAX_DESCRIPTION_CHARACTERS)
  .openapi({ description: 'For people.', example: 'Tells the shop when a book is ready.' })
const EventTypesSchema = z
  .array(z.enum(EVENT_TYPES))
  .min(1)
  .max(EVENT_TYPES.length)
  .openapi({ description: 'What to be told of.', example: ['audiobook.completed', 'audiobook.failed'] })
const ActiveSchema = z.boolean().openapi({ description: 'Events are sent to it.', example: true })

export const NewWebhookSchema = z
  .object({
    url: UrlSchema,
    event_types: EventTypesSchema,
    description: DescriptionSchema.default(''),
    active: ActiveSchema.default(true),
  })
  .openapi('NewWebhook', { description: `An owner has at most ${MAX_WEBHOOKS_PER_OWNER}.` })

export const WebhookEditSchema = z
  .object({
    url: UrlSchema.optional(),
    event_types: EventTypesSchema.optional(),
    description: DescriptionSchema.optional(),
    active: ActiveSchema.optional(),
  })
  .openapi('WebhookEdit')

const WebhookStatusSchema = component(
  'WebhookStatus',
  z.enum(WEBHOOK_STATUSES).openapi({
    description:
      '`inactive`: switched off, what happens is not kept for it. `paused`: failed for too long; what happens is kept and ' +
      'sent once it is active again. `gone`: answered 410.',
  }),
)

const webhookFields = {
  id: UuidSchema,
  url: UrlSchema,
  description: DescriptionSchema,
  event_types: EventTypesSchema,
  active: ActiveSchema.openapi({ description: 'The status is `active`.' }),
  status: WebhookStatusSchema,
  consecutive_failures: z
    .int()
    .openapi({ description: 'Attempts that failed since the last that did not.', example: 0 }),
  failing_since: TimeSchema.nullable().openapi({ example: null }),
  created_at: TimeSchema,
  updated_at: TimeSchema,
}

export const WebhookSchema = z.object(webhookFields).openapi('Webhook')

export const SecretSchema = z.string().openapi({
  description: 'Signs what is sent; shown this once.',
  example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
})

export const CreatedWebhookSchema = z
  .object({ ...webhookFields, secret: SecretSchema })
  .openapi('CreatedWebhook')

export const DeliveryStatusSchema = component(
  'WebhookDeliveryStatus',
  z.enum(DELIVERY_STATUSES).openapi({ description: '`dead`: given up after the last attempt.' }),
)

const AttemptErrorSchema = component(
  'WebhookAttemptError',
  z.object({
    code: z.string().openapi({
      description: '`refused`, `redirected`, `timeout`, `refused_target`, `name_not_found`, …',
      example: 'refused',
    }),
    message: z.string().openapi({ example: 'Answered 500.' }),
  }),
)

const AttemptSchema = component(
  'WebhookAttempt',
  z.object({
    at: TimeSchema,
    duration_ms: z.int().openapi({ example: 182 }),
    response_status: z.int().nullable().openapi({ description: 'Null: nothing was answered.', example: 204 }),
    response_body: z.string().nullable().openapi({ description: 'Its first 4,096 bytes.', example: 'ok' }),
    error: orNull(AttemptErrorSchema).openapi({ description: 'Null: delivered.' }),
  }),
)

export const DeliverySchema = z
  .object({
    id: UuidSchema,
    webhook_id: UuidSchema,
    event_id: z
      .string()
      .openapi({ description: '`webhook-id`: the same in every attempt.', example: '5f3a9c01-4711' }),
    event_type: z.enum([...EVENT_TYPES, TEST_EVENT_TYPE]).openapi({ example: 'audiobook.completed' }),
    status: DeliveryStatusSchema,
    attempts: z.int().openapi({ description: 'Made so far.', example: 1 }),
    next_attempt_at: TimeSchema.nullable().openapi({ description: 'Not before; null: it is over.' }),
    last_attempt: orNull(AttemptSchema),
    body: z
      .string()
      .openapi({ description: 'What is sent, byte for byte.', example: '{"type":"audiobook.completed"}' }),
    created_at: TimeSchema,
    ended_at: TimeSchema.nullable().openapi({ example: null }),
  })
  .openapi('WebhookDelivery')

const time = (at: Date | null): string | null => at?.toISOString() ?? null

export const presentWebhook = (webhook: Webhook): z.infer<typeof WebhookSchema> => ({
  ...{ id: webhook.id, url: webhook.url, description: webhook.description },
  event_types: [...webhook.eventTypes],
  active: webhook.status === 'active',
  status: webhook.status,
  consecutive_failures: webhook.consecutiveFailures,
  failing_since: time(webhook.failingSince),
  created_at: webhook.createdAt.toISOString(),
  updated_at: webhook.updatedAt.toISOString(),
})

export const presentDelivery = (delivery: WebhookDelivery): z.infer<typeof DeliverySchema> => ({
  ...{ id: delivery.id, webhook_id: delivery.webhookId },
  ...{ event_id: delivery.eventId, event_type: delivery.eventType },
  ...{ status: delivery.status, attempts: delivery.attempts },
  next_attempt_at: time(delivery.nextAttemptAt),
  last_attempt: delivery.lastAttempt && {
    at: delivery.lastAttempt.at.toISOString(),
    duration_ms: delivery.lastAttempt.durationMs,
    response_status: delivery.lastAttempt.responseStatus,
    response_body: delivery.lastAttempt.responseBody,
    error: delivery.lastAttempt.error && { ...delivery.lastAttempt.error },
  },
  body: delivery.body,
  created_at: delivery.createdAt.toISOString(),
  ended_at: time(delivery.endedAt),
})
