import { uuidV7Ids } from '../../../adapters/system/ids.ts'
import type { SendOutcome } from '../../../domain/webhook/after-attempt.ts'
import type { Webhook } from '../../../domain/webhook/webhook.ts'
import type {
  NewDelivery,
  WebhookDeliveryRepository,
} from '../../../ports/repositories/webhook-deliveries.ts'
import type { DeliveryClaim, WebhookOutbox } from '../../../ports/repositories/webhook-outbox.ts'
import type { NewWebhook, WebhookRepository } from '../../../ports/repositories/webhooks.ts'
import { expectOk } from '../../expect/expect-ok.ts'

/** Endpoints and deliveries over one store. */
export interface WebhooksUnderTest {
  readonly webhooks: WebhookRepository
  readonly webhookDeliveries: WebhookDeliveryRepository
  readonly webhookOutbox: WebhookOutbox
  /** Moves everything so far into the past. */
  elapse(durationMs: number): Promise<void>
  close(): Promise<void>
}

export type CurrentWebhooks = () => WebhooksUnderTest

export const HOUR_MS = 3_600_000
export const LEASE_MS = 60_000
export const LIMITS = { limit: 100, perWebhook: 100, leaseMs: LEASE_MS }
export const RULE = { failures: 3, durationMs: HOUR_MS }
export const MANY = 1_000

export const newWebhook = (given: Partial<NewWebhook> = {}): NewWebhook => ({
  id: uuidV7Ids.next(),
  ownerId: 'ann',
  seesAll: false,
  url: 'https://example.com/hook',
  description: '',
  eventTypes: ['audiobook.completed'],
  status: 'active',
  secret: 'whsec_c2VjcmV0',
  ...given,
})

/** A new endpoint of the store. */
export async function addWebhook(
  { webhooks }: WebhooksUnderTest,
  given: Partial<NewWebhook> = {},
): Promise<Webhook> {
  const created = await expectOk(webhooks.create(newWebhook(given), null, MANY))
  if (!('webhook' in created)) throw new Error(created.outcome)
  return created.webhook
}

let events = 0

export const newDelivery = (webhookId: string, given: Partial<NewDelivery> = {}): NewDelivery => {
  events += 1
  return {
    id: uuidV7Ids.next(),
    webhookId,
    eventId: `event-${events}`,
    eventType: 'audiobook.completed',
    body: '{"type":"audiobook.completed"}',
    ...given,
  }
}

export async function addDelivery(
  { webhookDeliveries }: WebhooksUnderTest,
  webhookId: string,
  given: Partial<NewDelivery> = {},
) {
  const added = await expectOk(webhookDeliveries.add(newDelivery(webhookId, given)))
  if (added === null) throw new Error('the endpoint is gone')
  return added
}

/** What is due of one endpoint, claimed; what was claimed of others is given back. */
export async function claimOf(
  { webhookOutbox }: WebhooksUnderTest,
  webhookId: string,
  limits = LIMITS,
): Promise<readonly DeliveryClaim[]> {
  const claims = await expectOk(webhookOutbox.claim(limits))
  await expectOk(webhookOutbox.release(claims.filter((claim) => claim.webhookId !== webhookId)))
  return claims.filter((claim) => claim.webhookId === webhookId)
}

export async function claimOne(subject: WebhooksUnderTest, webhookId: string): Promise<DeliveryClaim> {
  const [claim] = await claimOf(subject, webhookId)
  if (claim === undefined) throw new Error('nothing is due')
  return claim
}

export const answer = (status: number): SendOutcome => ({
  ...{ kind: 'answered', status, body: `said ${status}`, retryAfterMs: null, durationMs: 12.4 },
})
export const DELIVERED = { next: { step: 'delivered' }, outcome: answer(204) } as const
export const FAILED = { next: { step: 'retry', delayMs: 60_000 }, outcome: answer(500) } as const
