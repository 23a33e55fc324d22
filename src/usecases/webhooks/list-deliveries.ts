import type { ResultAsync } from 'neverthrow'
import type { DeliveryStatus, WebhookDelivery } from '../../domain/webhook/delivery.ts'
import type { Page, PageRequest, TimeCursor } from '../../ports/repositories/page.ts'
import type { WebhookDeliveryRepository } from '../../ports/repositories/webhook-deliveries.ts'
import type { WebhookRepository } from '../../ports/repositories/webhooks.ts'
import type { Caller } from '../caller.ts'
import { type UseCaseError, unavailable } from '../use-case-error.ts'
import { createFindOwnedWebhook } from './find-owned-webhook.ts'

export interface ListDeliveriesInput {
  readonly caller: Caller
  readonly webhookId: string
  readonly status: DeliveryStatus | null
  readonly page: PageRequest<TimeCursor>
}

/** What was sent to an endpoint and what became of it, newest first. */
export function createListDeliveries(deps: {
  readonly webhooks: Pick<WebhookRepository, 'find'>
  readonly webhookDeliveries: Pick<WebhookDeliveryRepository, 'list'>
}) {
  const findOwned = createFindOwnedWebhook(deps)
  return ({
    caller,
    webhookId,
    status,
    page,
  }: ListDeliveriesInput): ResultAsync<Page<WebhookDelivery>, UseCaseError> =>
    findOwned(caller, webhookId).andThen(() =>
      deps.webhookDeliveries
        .list({ webhookId, ...(status === null ? {} : { status }) }, page)
        .mapErr(unavailable),
    )
}
