import { ok, safeTry } from 'neverthrow'
import type { PortResult } from '../../ports/port-error.ts'
import type { WebhookOutbox } from '../../ports/repositories/webhook-outbox.ts'

const BATCH_DELIVERIES = 5_000
/** A pass ends; the next goes on. */
const MAX_BATCHES = 100

/** Removes deliveries that are older than they are kept, also those that wait for an endpoint that is not active. */
export function createPruneDeliveries(deps: {
  readonly webhookOutbox: Pick<WebhookOutbox, 'prune'>
  readonly keepDeliveriesMs: number
}) {
  return (): PortResult<void> =>
    safeTry(async function* () {
      for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
        const count = yield* await deps.webhookOutbox.prune(deps.keepDeliveriesMs, BATCH_DELIVERIES)
        if (count < BATCH_DELIVERIES) break
      }
      return ok(undefined)
    })
}
