import { okAsync } from 'neverthrow'
import { failureOf } from '../../domain/webhook/after-attempt.ts'
import { isListening, TEST_EVENT_TYPE, type Webhook } from '../../domain/webhook/webhook.ts'
import type { Clock } from '../../ports/clock.ts'
import type {
  ClaimLimits,
  DeliveryClaim,
  PauseRule,
  Settlement,
  WebhookOutbox,
} from '../../ports/repositories/webhook-outbox.ts'
import { compareText } from './compare.ts'
import { EVENT_LOG_NAME } from './event-log.ts'
import type { MemoryState, StoredDelivery, StoredWebhook } from './state.ts'
import { isBeingSent, putDelivery } from './webhook-deliveries.ts'

export function createMemoryWebhookOutbox(state: MemoryState, clock: Clock): WebhookOutbox {
  const held = ({ id, epoch }: Pick<DeliveryClaim, 'id' | 'epoch'>): StoredDelivery | null => {
    const stored = state.webhookDeliveries.get(id)
    return stored?.epoch === epoch && stored.leaseUntilMs !== null ? stored : null
  }
  const cursor = () => ({ log: EVENT_LOG_NAME, position: state.webhookCursor.get('position') ?? 0 })
  return {
    listening: () => {
      const webhooks = [...state.webhooks.values()].map(({ webhook }) => webhook).filter(isListening)
      return okAsync({ cursor: cursor(), webhooks })
    },
    record: (from, to, deliveries) => {
      if (from.position !== cursor().position || from.log !== EVENT_LOG_NAME) return okAsync(false)
      state.webhookCursor.set('position', to.position)
      for (const delivery of deliveries) putDelivery(state, clock.now(), delivery)
      return okAsync(true)
    },
    claim: (limits) => okAsync(claim(state, clock.now(), limits)),
    settle: (given, settlement, rule) => {
      const stored = held(given)
      return okAsync(stored && settle(state, clock.now(), stored, settlement, rule))
    },
    release: (claims) => {
      for (const one of claims) {
        const stored = held(one)
        if (stored !== null) state.webhookDeliveries.set(one.id, { ...stored, leaseUntilMs: null })
      }
      return okAsync(undefined)
    },
    prune: (maxAgeMs, limit) => {
      const old = [...state.webhookDeliveries.values()]
        .filter(({ delivery }) => delivery.createdAt.getTime() < clock.now().getTime() - maxAgeMs)
        .slice(0, limit)
      for (const { delivery } of old) state.webhookDeliveries.delete(delivery.id)
      return okAsync(old.length)
    },
  }
}

function claim(state: MemoryState, now: Date, { limit, perWebhook, leaseMs }: ClaimLimits): DeliveryClaim[] {
  const claimed: DeliveryClaim[] = []
  const sending = new Map<string, number>()
  const count = (webhookId: string) => sending.set(webhookId, (sending.get(webhookId) ?? 0) + 1)
  for (const stored of state.webhookDeliveries.values())
    if (isBeingSent(stored, now)) count(stored.delivery.webhookId)
  const due = [...state.webhookDeliveries.values()]
    .filter((stored) => isDue(state, stored, now))
    .sort((a, b) => a.dueAtMs - b.dueAtMs || compareText(a.delivery.id, b.delivery.id))
  for (const stored of due) {
    const { id, webhookId, eventId, body, attempts } = stored.delivery
    const target = state.webhooks.get(webhookId)
    if (target === undefined || (sending.get(webhookId) ?? 0) >= perWebhook) continue
    if (claimed.length === limit) break
    count(webhookId)
    const epoch = stored.epoch + 1
    state.webhookDeliveries.set(id, { ...stored, epoch, leaseUntilMs: now.getTime() + leaseMs })
    const attempt = attempts - stored.attemptsBeforeReplay + 1
    const { url } = target.webhook
    claimed.push({ id, epoch, webhookId, url, secrets: secretsAt(target, now), eventId, body, attempt })
  }
  return claimed
}

const isDue = (state: MemoryState, stored: StoredDelivery, now: Date): boolean =>
  stored.delivery.status === 'pending' &&
  stored.dueAtMs <= now.getTime() &&
  !isBeingSent(stored, now) &&
  (stored.delivery.eventType === TEST_EVENT_TYPE ||
    state.webhooks.get(stored.delivery.webhookId)?.webhook.status === 'active')

const secretsAt = ({ secret, previous }: StoredWebhook, now: Date): readonly string[] =>
  previous !== null && previous.untilMs > now.getTime() ? [secret, previous.secret] : [secret]

function settle(
  state: MemoryState,
  now: Date,
  stored: StoredDelivery,
  { next, outcome }: Settlement,
  rule: PauseRule,
): Webhook['status'] | null {
  const error = failureOf(outcome)
  const answered = outcome.kind === 'answered' ? outcome : null
  const status = next.step === 'retry' ? 'pending' : next.step === 'delivered' ? 'delivered' : 'dead'
  const dueAtMs = now.getTime() + (next.step === 'retry' ? next.delayMs : 0)
  const delivery = {
    ...stored.delivery,
    status,
    attempts: stored.delivery.attempts + 1,
    nextAttemptAt: status === 'pending' ? new Date(dueAtMs) : null,
    lastAttempt: {
      at: now,
      durationMs: Math.round(outcome.durationMs),
      responseStatus: answered?.status ?? null,
      responseBody: answered?.body ?? null,
      error,
    },
    endedAt: status === 'pending' ? null : now,
  } as const
  state.webhookDeliveries.set(delivery.id, { ...stored, delivery, dueAtMs, leaseUntilMs: null })
  const target = state.webhooks.get(delivery.webhookId)
  if (target === undefined) return null
  const webhook = judge(target.webhook, next.step === 'gone', error !== null, now, rule)
  state.webhooks.set(webhook.id, { ...target, webhook })
  return webhook.status
}

function judge(webhook: Webhook, isGone: boolean, hasFailed: boolean, now: Date, rule: PauseRule): Webhook {
  if (!hasFailed) return { ...webhook, consecutiveFailures: 0, failingSince: null }
  const failingSince = webhook.failingSince ?? now
  const consecutiveFailures = webhook.consecutiveFailures + 1
  const isTooMuch =
    consecutiveFailures >= rule.failures && now.getTime() - failingSince.getTime() >= rule.durationMs
  const paused = webhook.status === 'active' && isTooMuch ? 'paused' : webhook.status
  return { ...webhook, failingSince, consecutiveFailures, status: isGone ? 'gone' : paused }
}
