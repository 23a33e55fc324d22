import type { ResultAsync } from 'neverthrow'
import type { WebhookRepository } from '../../ports/repositories/webhooks.ts'
import type { Caller } from '../caller.ts'
import { type UseCaseError, unavailable } from '../use-case-error.ts'
import { createFindOwnedWebhook } from './find-owned-webhook.ts'

/** With its deliveries; what is being sent just now still arrives. */
export function createDeleteWebhook(deps: { readonly webhooks: WebhookRepository }) {
  const findOwned = createFindOwnedWebhook(deps)
  return (caller: Caller, webhookId: string): ResultAsync<void, UseCaseError> =>
    findOwned(caller, webhookId).andThen(() => deps.webhooks.remove(webhookId).mapErr(unavailable))
}
