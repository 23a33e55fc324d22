import type { WebhookEventType } from './webhook.ts'

/** `dead`: given up after the last attempt. */
export const DELIVERY_STATUSES = ['pending', 'delivered', 'dead'] as const
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number]

/** How the last attempt ended. */
export interface DeliveryAttempt {
  readonly at: Date
  readonly durationMs: number
  /** Null: nothing was answered. */
  readonly responseStatus: number | null
  /** Its beginning. */
  readonly responseBody: string | null
  /** Null: delivered. */
  readonly error: { readonly code: string; readonly message: string } | null
}

/** One event on its way to one endpoint. */
export interface WebhookDelivery {
  readonly id: string
  readonly webhookId: string
  /** The same in every attempt and for every endpoint: receivers know by it what they had before. */
  readonly eventId: string
  readonly eventType: WebhookEventType
  /** JSON, byte for byte what is sent. */
  readonly body: string
  readonly status: DeliveryStatus
  readonly attempts: number
  /** Of a pending one: not before. */
  readonly nextAttemptAt: Date | null
  readonly lastAttempt: DeliveryAttempt | null
  readonly createdAt: Date
  readonly endedAt: Date | null
}
