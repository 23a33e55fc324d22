import type { EventType } from '../event/event.ts'

/**
 * `active`: is sent what happens. `inactive`: switched off by someone. `paused`: failed for too long; what happens is kept
 * for it. `gone`: answered 410. Only what is active is sent to; what already waits for the others goes on waiting.
 */
export const WEBHOOK_STATUSES = ['active', 'inactive', 'paused', 'gone'] as const
export type WebhookStatus = (typeof WEBHOOK_STATUSES)[number]

/** Where someone wants to be told of events. Its secrets are no part of it, so that they are shown nowhere by accident. */
export interface Webhook {
  readonly id: string
  readonly ownerId: string
  /** Of every owner's events: made by a static admin. */
  readonly seesAll: boolean
  readonly url: string
  readonly description: string
  /** At least one. */
  readonly eventTypes: readonly EventType[]
  readonly status: WebhookStatus
  /** Attempts that failed since the last that did not. */
  readonly consecutiveFailures: number
  /** When the first of them did. */
  readonly failingSince: Date | null
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** Endpoints of one owner; static admins count as one. */
export const MAX_WEBHOOKS_PER_OWNER = 20

/** Happens when someone asks for it, to the one endpoint; all others are the types of the event log. */
export const TEST_EVENT_TYPE = 'webhook.test'
export type WebhookEventType = EventType | typeof TEST_EVENT_TYPE

/** What is listening: events are kept for it. */
export const isListening = ({ status }: Webhook): boolean => status === 'active' || status === 'paused'

export const wantsEvent = (
  webhook: Webhook,
  event: { readonly type: EventType; readonly ownerId: string; readonly occurredAt: Date },
): boolean =>
  isListening(webhook) &&
  webhook.eventTypes.includes(event.type) &&
  (webhook.seesAll || webhook.ownerId === event.ownerId) &&
  event.occurredAt >= webhook.createdAt
