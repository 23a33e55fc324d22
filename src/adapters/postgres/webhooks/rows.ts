import type { EventType } from '../../../domain/event/event.ts'
import type { DeliveryStatus, WebhookDelivery } from '../../../domain/webhook/delivery.ts'
import type { Webhook, WebhookEventType, WebhookStatus } from '../../../domain/webhook/webhook.ts'
import type { Statements } from '../statements.ts'

/** Without the secrets. */
export interface WebhookRow {
  readonly id: string
  readonly owner_id: string
  readonly sees_all: boolean
  readonly url: string
  readonly description: string
  readonly event_types: EventType[]
  readonly status: WebhookStatus
  readonly consecutive_failures: number
  readonly failing_since: Date | null
  readonly created_at: Date
  readonly updated_at: Date
}

export const webhookColumns = (
  sql: Statements,
) => sql`webhooks.id, webhooks.owner_id, webhooks.sees_all, webhooks.url,
  webhooks.description, webhooks.event_types, webhooks.status, webhooks.consecutive_failures, webhooks.failing_since,
  webhooks.created_at, webhooks.updated_at`

export const toWebhook = (row: WebhookRow): Webhook => ({
  id: row.id,
  ownerId: row.owner_id,
  seesAll: row.sees_all,
  url: row.url,
  description: row.description,
  eventTypes: row.event_types,
  status: row.status,
  consecutiveFailures: row.consecutive_failures,
  failingSince: row.failing_since,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

export interface DeliveryRow {
  readonly id: string
  readonly webhook_id: string
  readonly event_id: string
  readonly event_type: WebhookEventType
  readonly body: string
  readonly status: DeliveryStatus
  readonly attempts: number
  readonly due_at: Date
  readonly last_attempt_at: Date | null
  readonly duration_ms: number | null
  readonly response_status: number | null
  readonly response_body: string | null
  readonly error_code: string | null
  readonly error_message: string | null
  readonly created_at: Date
  readonly ended_at: Date | null
}

export const deliveryColumns = (
  sql: Statements,
) => sql`id, webhook_id, event_id, event_type, body, status, attempts, due_at,
  last_attempt_at, duration_ms, response_status, response_body, error_code, error_message, created_at, ended_at`

export const toDelivery = (row: DeliveryRow): WebhookDelivery => ({
  id: row.id,
  webhookId: row.webhook_id,
  eventId: row.event_id,
  eventType: row.event_type,
  body: row.body,
  status: row.status,
  attempts: row.attempts,
  nextAttemptAt: row.status === 'pending' ? row.due_at : null,
  lastAttempt: row.last_attempt_at && {
    at: row.last_attempt_at,
    durationMs: row.duration_ms ?? 0,
    responseStatus: row.response_status,
    responseBody: row.response_body,
    error: row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' },
  },
  createdAt: row.created_at,
  endedAt: row.ended_at,
})
