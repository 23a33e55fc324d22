import { err, ok, type ResultAsync } from 'neverthrow'
import type { WebhookDelivery } from '../../domain/webhook/delivery.ts'
import type { Webhook } from '../../domain/webhook/webhook.ts'
import type { WebhookDeliveryRepository } from '../../ports/repositories/webhook-deliveries.ts'
import type { WebhookRepository } from '../../ports/repositories/webhooks.ts'
import { type Caller, maySee } from '../caller.ts'
import { notFound, type UseCaseError, unavailable } from '../use-case-error.ts'

/** The endpoint, if it is there for this caller. */
export const createFindOwnedWebhook =
  (deps: { readonly webhooks: Pick<WebhookRepository, 'find'> }) =>
  (caller: Caller, webhookId: string): ResultAsync<Webhook, UseCaseError> =>
    deps.webhooks
      .find(webhookId)
      .mapErr(unavailable)
      .andThen((webhook) =>
        webhook !== null && maySee(caller, webhook) ? ok(webhook) : err(notFound('webhook')),
      )

/** A delivery of an endpoint that is there for this caller. */
export function createFindOwnedDelivery(deps: {
  readonly webhooks: Pick<WebhookRepository, 'find'>
  readonly webhookDeliveries: Pick<WebhookDeliveryRepository, 'find'>
}) {
  const findOwned = createFindOwnedWebhook(deps)
  return (
    caller: Caller,
    webhookId: string,
    deliveryId: string,
  ): ResultAsync<WebhookDelivery, UseCaseError> =>
    findOwned(caller, webhookId)
      .andThen(() => deps.webhookDeliveries.find(deliveryId).mapErr(unavailable))
      .andThen((delivery) => (delivery?.webhookId === webhookId ? ok(delivery) : err(notFound('delivery'))))
}
