import { okAsync } from 'neverthrow'
import type { WebhookDelivery } from '../../domain/webhook/delivery.ts'
import type { Clock } from '../../ports/clock.ts'
import type {
  NewDelivery,
  ReplayRange,
  WebhookDeliveryRepository,
} from '../../ports/repositories/webhook-deliveries.ts'
import { oldestFirst } from './compare.ts'
import { newestFirst, pageAfter } from './pages.ts'
import type { MemoryState, StoredDelivery } from './state.ts'

export const createMemoryWebhookDeliveries = (
  state: MemoryState,
  clock: Clock,
): WebhookDeliveryRepository => ({
  add: (delivery) => okAsync(putDelivery(state, clock.now(), delivery)),
  find: (id) => okAsync(state.webhookDeliveries.get(id)?.delivery ?? null),
  list: ({ webhookId, status }, page) => {
    const matching = deliveriesOf(state, webhookId).filter(
      (delivery) => status === undefined || delivery.status === status,
    )
    return okAsync(pageAfter(matching, newestFirst, page))
  },
  replay: (id) => okAsync(sendAgain(state, clock.now(), id)),
  replayRange: (webhookId, range, limit) => {
    const chosen = deliveriesOf(state, webhookId)
      .filter((delivery) => isInRange(delivery, range))
      .sort(oldestFirst)
      .slice(0, limit)
    for (const { id } of chosen) sendAgain(state, clock.now(), id)
    return okAsync(chosen.length)
  },
})

const deliveriesOf = ({ webhookDeliveries }: MemoryState, webhookId: string): WebhookDelivery[] =>
  [...webhookDeliveries.values()]
    .map(({ delivery }) => delivery)
    .filter((delivery) => delivery.webhookId === webhookId)

const isInRange = ({ status, createdAt }: WebhookDelivery, range: ReplayRange): boolean =>
  createdAt >= range.since &&
  (range.until === null || createdAt < range.until) &&
  (range.status === null ? status !== 'pending' : status === range.status)

/** Null when the endpoint is gone, or has this event. */
export function putDelivery(state: MemoryState, now: Date, given: NewDelivery): WebhookDelivery | null {
  const { webhookId, eventId } = given
  const isKnown = deliveriesOf(state, webhookId).some((delivery) => delivery.eventId === eventId)
  if (!state.webhooks.has(webhookId) || isKnown) return null
  const delivery: WebhookDelivery = {
    ...given,
    ...{
      status: 'pending',
      attempts: 0,
      nextAttemptAt: now,
      lastAttempt: null,
      createdAt: now,
      endedAt: null,
    },
  }
  const claim = { dueAtMs: now.getTime(), epoch: 0, leaseUntilMs: null, attemptsBeforeReplay: 0 }
  state.webhookDeliveries.set(delivery.id, { delivery, ...claim })
  return delivery
}

function sendAgain(state: MemoryState, now: Date, id: string): WebhookDelivery | null {
  const stored = state.webhookDeliveries.get(id)
  if (stored === undefined) return null
  const delivery = { ...stored.delivery, status: 'pending', nextAttemptAt: now, endedAt: null } as const
  const attemptsBeforeReplay = isBeingSent(stored, now) ? stored.attemptsBeforeReplay : delivery.attempts
  state.webhookDeliveries.set(id, { ...stored, delivery, dueAtMs: now.getTime(), attemptsBeforeReplay })
  return delivery
}

export const isBeingSent = ({ leaseUntilMs }: StoredDelivery, now: Date): boolean =>
  leaseUntilMs !== null && leaseUntilMs > now.getTime()
