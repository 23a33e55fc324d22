import type { DeliveryStatus, WebhookDelivery } from '../../domain/webhook/delivery.ts'
import type { WebhookEventType } from '../../domain/webhook/webhook.ts'
import type { PortResult } from '../port-error.ts'
import type { Page, PageRequest, TimeCursor } from './page.ts'

export interface NewDelivery {
  readonly id: string
  readonly webhookId: string
  readonly eventId: string
  readonly eventType: WebhookEventType
  readonly body: string
}

export interface ReplayRange {
  /** By when the delivery was made. */
  readonly since: Date
  readonly until: Date | null
  /** Null: whatever became of it. Pending ones are on their way anyhow. */
  readonly status: Exclude<DeliveryStatus, 'pending'> | null
}

/** The log of deliveries, by endpoint. */
export interface WebhookDeliveryRepository {
  /** Due at once. Null: the endpoint is gone. */
  add(delivery: NewDelivery): PortResult<WebhookDelivery | null>
  /** Null: there is none. */
  find(id: string): PortResult<WebhookDelivery | null>
  /** Newest first. */
  list(
    filter: { readonly webhookId: string; readonly status?: DeliveryStatus },
    page: PageRequest<TimeCursor>,
  ): PortResult<Page<WebhookDelivery>>
  /** Due now, with all attempts before it, under the same event id; one that is being sent is left alone. Null: there is none. */
  replay(id: string): PortResult<WebhookDelivery | null>
  /** The same for at most `limit` that have ended, oldest first. Answers how many. */
  replayRange(webhookId: string, range: ReplayRange, limit: number): PortResult<number>
}
