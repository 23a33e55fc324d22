import { err, ok, type ResultAsync } from 'neverthrow'
import type { WebhookDelivery } from '../../domain/webhook/delivery.ts'
import type { ReplayRange, WebhookDeliveryRepository } from '../../ports/repositories/webhook-deliveries.ts'
import type { WebhookRepository } from '../../ports/repositories/webhooks.ts'
import type { Caller } from '../caller.ts'
import { notFound, type UseCaseError, unavailable } from '../use-case-error.ts'
import { createFindOwnedDelivery, createFindOwnedWebhook } from './find-owned-webhook.ts'

/** Of one call; who has more to send again repeats it. */
export const MAX_REPLAYED_DELIVERIES = 10_000

interface ReplayDeps {
  readonly webhooks: Pick<WebhookRepository, 'find'>
  readonly webhookDeliveries: WebhookDeliveryRepository
}

/** Sends an event to the endpoint again, under the same id; one that waits is sent now. */
export function createReplayDelivery(deps: ReplayDeps) {
  const findOwned = createFindOwnedDelivery(deps)
  return (
    caller: Caller,
    webhookId: string,
    deliveryId: string,
  ): ResultAsync<WebhookDelivery, UseCaseError> =>
    findOwned(caller, webhookId, deliveryId)
      .andThen(() => deps.webhookDeliveries.replay(deliveryId).mapErr(unavailable))
      .andThen((delivery) => (delivery === null ? err(notFound('delivery')) : ok(delivery)))
}

/** The same for what was made since a time and has ended. Answers how many, at most `MAX_REPLAYED_DELIVERIES`. */
export function createReplayDeliveries(deps: ReplayDeps) {
  const findOwned = createFindOwnedWebhook(deps)
  return (caller: Caller, webhookId: string, range: ReplayRange): ResultAsync<number, UseCaseError> =>
    findOwned(caller, webhookId).andThen(() =>
      deps.webhookDeliveries.replayRange(webhookId, range, MAX_REPLAYED_DELIVERIES).mapErr(unavailable),
    )
}
