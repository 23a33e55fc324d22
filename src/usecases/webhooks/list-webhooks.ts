import type { ResultAsync } from 'neverthrow'
import type { Webhook } from '../../domain/webhook/webhook.ts'
import type { Page, PageRequest, TimeCursor } from '../../ports/repositories/page.ts'
import type { WebhookRepository } from '../../ports/repositories/webhooks.ts'
import { type Caller, ownerScope } from '../caller.ts'
import { type UseCaseError, unavailable } from '../use-case-error.ts'

/** The caller's endpoints, newest first. */
export const createListWebhooks =
  (deps: { readonly webhooks: Pick<WebhookRepository, 'list'> }) =>
  (caller: Caller, page: PageRequest<TimeCursor>): ResultAsync<Page<Webhook>, UseCaseError> =>
    deps.webhooks.list(ownerScope(caller), page).mapErr(unavailable)
