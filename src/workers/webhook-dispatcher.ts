import { okAsync } from 'neverthrow'
import type { Clock } from '../ports/clock.ts'
import type { PortResult } from '../ports/port-error.ts'
import type { DeliveryClaim, WebhookOutbox } from '../ports/repositories/webhook-outbox.ts'
import { createRecordDeliveries, type RecordDeliveriesDeps } from '../usecases/webhooks/record-deliveries.ts'
import { createSendDelivery, type SendDeliveryDeps } from '../usecases/webhooks/send-delivery.ts'
import { startPeriodicTask } from './periodic-task.ts'

/** Requests of this process under way at once, */
const MAX_SENDING = 32
/** and of all processes to one endpoint: one that hangs leaves room for the others. */
const MAX_SENDING_PER_WEBHOOK = 4
const INTERVAL_MS = 1_000
/** What an attempt may take beyond its time-out until it is written down. */
const LEASE_MARGIN_MS = 30_000
/** What is under way when the process is asked to stop may end by itself for so long. */
const STOP_GRACE_MS = 3_000

export interface WebhookDispatcherDeps extends RecordDeliveriesDeps, SendDeliveryDeps {
  readonly webhookOutbox: WebhookOutbox
  readonly clock: Clock
  /** Of one attempt. */
  readonly webhookTimeoutMs: number
}

/** Reads on in the event log, and sends what is due. Several processes do it side by side. */
export function startWebhookDispatcher(deps: WebhookDispatcherDeps): { readonly stop: () => Promise<void> } {
  const recordDeliveries = createRecordDeliveries(deps)
  const sendDelivery = createSendDelivery(deps)
  const stopping = new AbortController()
  const sending = new Set<Promise<void>>()
  let task: ReturnType<typeof startPeriodicTask> | null = null

  const send = async (claim: DeliveryClaim): Promise<void> => {
    const { webhookId, id: deliveryId } = claim
    const sent = await sendDelivery(claim, stopping.signal)
    if (sent.isErr()) {
      const { code } = sent.error
      deps.logger.warn('what became of a webhook delivery is not recorded', { webhookId, deliveryId, code })
    }
  }
  const start = (claim: DeliveryClaim): void => {
    const running = send(claim).finally(() => {
      sending.delete(running)
      if (sending.size <= MAX_SENDING / 2) task?.runNow()
    })
    sending.add(running)
  }
  const sendDue = (): PortResult<void> => {
    const limit = MAX_SENDING - sending.size
    if (limit === 0) return okAsync(undefined)
    const leaseMs = deps.webhookTimeoutMs + LEASE_MARGIN_MS
    return deps.webhookOutbox
      .claim({ limit, perWebhook: MAX_SENDING_PER_WEBHOOK, leaseMs })
      .map((claims) => claims.forEach(start))
  }
  task = startPeriodicTask(deps, {
    name: 'deliver webhooks',
    intervalMs: INTERVAL_MS,
    run: () => recordDeliveries().andThen(sendDue),
  })
  return {
    async stop() {
      await task?.stop()
      const over = new AbortController()
      const ended = Promise.allSettled(sending)
      await Promise.race([ended, deps.clock.sleep(STOP_GRACE_MS, over.signal)])
      over.abort()
      stopping.abort()
      await ended
    },
  }
}
