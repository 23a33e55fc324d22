import { err, errAsync, ok, type ResultAsync } from 'neverthrow'
import type { EventType } from '../../domain/event/event.ts'
import type { Webhook } from '../../domain/webhook/webhook.ts'
import type { WebhookPatch, WebhookRepository } from '../../ports/repositories/webhooks.ts'
import type { WebhookSender } from '../../ports/webhook-sender.ts'
import type { Caller } from '../caller.ts'
import { notFound, type UseCaseError, unavailable } from '../use-case-error.ts'
import { createFindOwnedWebhook } from './find-owned-webhook.ts'
import { refusedTarget } from './refused-target.ts'

export interface UpdateWebhookInput {
  readonly caller: Caller
  readonly webhookId: string
  readonly url?: string
  readonly description?: string
  readonly eventTypes?: readonly EventType[]
  /** True also resumes one that was paused, or that had answered 410. */
  readonly isActive?: boolean
}

export function createUpdateWebhook(deps: {
  readonly webhooks: WebhookRepository
  readonly webhookSender: Pick<WebhookSender, 'checkTarget'>
}) {
  const findOwned = createFindOwnedWebhook(deps)
  return (input: UpdateWebhookInput): ResultAsync<Webhook, UseCaseError> => {
    const { caller, webhookId, url } = input
    const target = url === undefined ? null : deps.webhookSender.checkTarget(url)
    if (target?.isErr()) return errAsync(refusedTarget(target.error))
    return findOwned(caller, webhookId)
      .andThen((webhook) => deps.webhooks.update(webhookId, patchOf(input, webhook)).mapErr(unavailable))
      .andThen((webhook) => (webhook === null ? err(notFound('webhook')) : ok(webhook)))
  }
}

const patchOf = (
  { url, description, eventTypes, isActive }: UpdateWebhookInput,
  { status }: Webhook,
): WebhookPatch => ({
  ...(url === undefined ? {} : { url }),
  ...(description === undefined ? {} : { description }),
  ...(eventTypes === undefined ? {} : { eventTypes: [...new Set(eventTypes)] }),
  // What is active already stays so, with its failures.
  ...(isActive === undefined || (isActive && status === 'active')
    ? {}
    : { status: isActive ? ('active' as const) : ('inactive' as const) }),
})
