import { okAsync } from 'neverthrow'
import type { Webhook } from '../../domain/webhook/webhook.ts'
import type { Clock } from '../../ports/clock.ts'
import type { IdempotencyKey } from '../../ports/repositories/page.ts'
import type {
  CreateWebhookOutcome,
  NewWebhook,
  WebhookPatch,
  WebhookRepository,
} from '../../ports/repositories/webhooks.ts'
import { newestFirst, pageAfter } from './pages.ts'
import type { MemoryState } from './state.ts'

export const createMemoryWebhooks = (state: MemoryState, clock: Clock): WebhookRepository => ({
  create: (webhook, idempotency, maxPerOwner) =>
    okAsync(create(state, clock.now(), webhook, idempotency, maxPerOwner)),
  find: (id) => okAsync(state.webhooks.get(id)?.webhook ?? null),
  list: (ownerId, page) => okAsync(pageAfter(ownedBy(state, ownerId), newestFirst, page)),
  update: (id, patch) => okAsync(update(state, clock.now(), id, patch)),
  rotateSecret: (id, secret, overlapMs) => {
    const stored = state.webhooks.get(id)
    if (stored === undefined) return okAsync(false)
    const now = clock.now()
    const previous = { secret: stored.secret, untilMs: now.getTime() + overlapMs }
    state.webhooks.set(id, { ...stored, webhook: { ...stored.webhook, updatedAt: now }, secret, previous })
    return okAsync(true)
  },
  remove: (id) => {
    state.webhooks.delete(id)
    for (const [key, { delivery }] of state.webhookDeliveries)
      if (delivery.webhookId === id) state.webhookDeliveries.delete(key)
    return okAsync(undefined)
  },
})

const ownedBy = ({ webhooks }: MemoryState, ownerId: string | null): Webhook[] =>
  [...webhooks.values()]
    .map(({ webhook }) => webhook)
    .filter((webhook) => ownerId === null || webhook.ownerId === ownerId)

function create(
  state: MemoryState,
  now: Date,
  { secret, ...given }: NewWebhook,
  idempotency: IdempotencyKey | null,
  maxPerOwner: number,
): CreateWebhookOutcome {
  const earlier = [...state.webhooks.values()].find(
    (stored) =>
      stored.webhook.ownerId === given.ownerId &&
      stored.idempotency !== null &&
      stored.idempotency.key === idempotency?.key,
  )
  if (earlier !== undefined) {
    return earlier.idempotency?.requestHash === idempotency?.requestHash
      ? { outcome: 'replayed', webhook: earlier.webhook, secret: earlier.secret }
      : { outcome: 'key_reused' }
  }
  if (ownedBy(state, given.ownerId).length >= maxPerOwner) return { outcome: 'too_many' }
  const webhook: Webhook = {
    ...given,
    ...{ consecutiveFailures: 0, failingSince: null, createdAt: now, updatedAt: now },
  }
  state.webhooks.set(webhook.id, { webhook, secret, previous: null, idempotency })
  return { outcome: 'created', webhook, secret }
}

function update(state: MemoryState, now: Date, id: string, patch: WebhookPatch): Webhook | null {
  const stored = state.webhooks.get(id)
  if (stored === undefined) return null
  const health = patch.status === undefined ? {} : { consecutiveFailures: 0, failingSince: null }
  const webhook = { ...stored.webhook, ...patch, ...health, updatedAt: now }
  state.webhooks.set(id, { ...stored, webhook })
  return webhook
}
