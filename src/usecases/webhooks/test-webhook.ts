import { err, ok, type ResultAsync } from 'neverthrow'
import type { WebhookDelivery } from '../../domain/webhook/delivery.ts'
import { TEST_EVENT_TYPE } from '../../domain/webhook/webhook.ts'
import type { Ids } from '../../ports/ids.ts'
import type { WebhookDeliveryRepository } from '../../ports/repositories/webhook-deliveries.ts'
import type { WebhookRepository } from '../../ports/repositories/webhooks.ts'
import type { Caller } from '../caller.ts'
import { notFound, type UseCaseError, unavailable } from '../use-case-error.ts'
import { createFindOwnedWebhook } from './find-owned-webhook.ts'

/** Sends an event that nothing happened for; also to an endpoint that is paused or inactive. */
export function createTestWebhook(deps: {
  readonly webhooks: Pick<WebhookRepository, 'find'>
  readonly webhookDeliveries: Pick<WebhookDeliveryRepository, 'add'>
  readonly ids: Ids
}) {
  const findOwned = createFindOwnedWebhook(deps)
  return (
    caller: Caller,
    webhookId: string,
    bodyOf: (eventId: string) => string,
  ): ResultAsync<WebhookDelivery, UseCaseError> => {
    const id = deps.ids.next()
    const eventId = `test-${id}`
    const delivery = { id, webhookId, eventId, eventType: TEST_EVENT_TYPE, body: bodyOf(eventId) } as const
    return findOwned(caller, webhookId)
      .andThen(() => deps.webhookDeliveries.add(delivery).mapErr(unavailable))
      .andThen((added) => (added === null ? err(notFound('webhook')) : ok(added)))
  }
}
