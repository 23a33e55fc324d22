import type { EventType } from '../../domain/event/event.ts'
import type { Webhook, WebhookStatus } from '../../domain/webhook/webhook.ts'
import type { PortResult } from '../port-error.ts'
import type { IdempotencyKey, Page, PageRequest, TimeCursor } from './page.ts'

export interface NewWebhook {
  readonly id: string
  readonly ownerId: string
  readonly seesAll: boolean
  readonly url: string
  readonly description: string
  readonly eventTypes: readonly EventType[]
  readonly status: 'active' | 'inactive'
  readonly secret: string
}

/** `replayed`: the key was used for the same request; what that made, with its present secret. */
export type CreateWebhookOutcome =
  | { readonly outcome: 'created' | 'replayed'; readonly webhook: Webhook; readonly secret: string }
  | { readonly outcome: 'key_reused' | 'too_many' }

/** Absent fields stay. A change of status also forgets the failures so far. */
export interface WebhookPatch {
  readonly url?: string
  readonly description?: string
  readonly eventTypes?: readonly EventType[]
  readonly status?: WebhookStatus
}

/** Endpoints and their secrets. Times are the database's. */
export interface WebhookRepository {
  /** `too_many`: the owner has `maxPerOwner` already. */
  create(
    webhook: NewWebhook,
    idempotency: IdempotencyKey | null,
    maxPerOwner: number,
  ): PortResult<CreateWebhookOutcome>
  /** Null: there is none. */
  find(id: string): PortResult<Webhook | null>
  /** Newest first; null: of every owner. */
  list(ownerId: string | null, page: PageRequest<TimeCursor>): PortResult<Page<Webhook>>
  /** Null: there is none. */
  update(id: string, patch: WebhookPatch): PortResult<Webhook | null>
  /** The old secret goes on signing too for `overlapMs`; one before that ends now. False: there is no such endpoint. */
  rotateSecret(id: string, secret: string, overlapMs: number): PortResult<boolean>
  /** With its deliveries. Idempotent. */
  remove(id: string): PortResult<void>
}
