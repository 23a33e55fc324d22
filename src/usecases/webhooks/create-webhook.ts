import { err, errAsync, ok, type Result, type ResultAsync } from 'neverthrow'
import type { EventType } from '../../domain/event/event.ts'
import { MAX_WEBHOOKS_PER_OWNER, type Webhook } from '../../domain/webhook/webhook.ts'
import type { Ids } from '../../ports/ids.ts'
import type { IdempotencyKey } from '../../ports/repositories/page.ts'
import type { CreateWebhookOutcome, WebhookRepository } from '../../ports/repositories/webhooks.ts'
import type { WebhookSender } from '../../ports/webhook-sender.ts'
import type { Caller } from '../caller.ts'
import { type UseCaseError, unavailable } from '../use-case-error.ts'
import { refusedTarget } from './refused-target.ts'

export interface CreateWebhookInput {
  readonly caller: Caller
  readonly url: string
  readonly description: string
  readonly eventTypes: readonly EventType[]
  readonly isActive: boolean
  readonly idempotency: IdempotencyKey | null
}

export interface CreatedWebhook {
  readonly webhook: Webhook
  /** Shown this once. */
  readonly secret: string
}

/** Adds an endpoint with a secret of its own. A repeated request answers what the first one made. */
export function createCreateWebhook(deps: {
  readonly webhooks: WebhookRepository
  readonly webhookSender: Pick<WebhookSender, 'makeSecret' | 'checkTarget'>
  readonly ids: Ids
}) {
  return (input: CreateWebhookInput): ResultAsync<CreatedWebhook, UseCaseError> => {
    const { caller, url, description, eventTypes, isActive, idempotency } = input
    const target = deps.webhookSender.checkTarget(url)
    if (target.isErr()) return errAsync(refusedTarget(target.error))
    const webhook = {
      ...{ id: deps.ids.next(), ownerId: caller.ownerId, seesAll: caller.seesAll },
      ...{ url, description, eventTypes: [...new Set(eventTypes)] },
      status: isActive ? 'active' : 'inactive',
      secret: deps.webhookSender.makeSecret(),
    } as const
    return deps.webhooks
      .create(webhook, idempotency, MAX_WEBHOOKS_PER_OWNER)
      .mapErr(unavailable)
      .andThen(toResult)
  }
}

function toResult(created: CreateWebhookOutcome): Result<CreatedWebhook, UseCaseError> {
  switch (created.outcome) {
    case 'created':
    case 'replayed':
      return ok({ webhook: created.webhook, secret: created.secret })
    case 'key_reused':
      return err({
        kind: 'conflict',
        code: 'idempotency_key_reused',
        message: 'This Idempotency-Key was used for a different request.',
      })
    case 'too_many':
      return err({
        kind: 'conflict',
        code: 'too_many_webhooks',
        message: `There are ${MAX_WEBHOOKS_PER_OWNER} already; delete one first.`,
      })
  }
}
