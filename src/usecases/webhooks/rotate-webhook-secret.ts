import { err, ok, type ResultAsync } from 'neverthrow'
import type { WebhookRepository } from '../../ports/repositories/webhooks.ts'
import type { WebhookSender } from '../../ports/webhook-sender.ts'
import type { Caller } from '../caller.ts'
import { notFound, type UseCaseError, unavailable } from '../use-case-error.ts'
import { createFindOwnedWebhook } from './find-owned-webhook.ts'

export interface RotateSecretInput {
  readonly caller: Caller
  readonly webhookId: string
  /** How long the old secret goes on signing too. */
  readonly overlapMs: number
}

/** Answers the new secret, this once. */
export function createRotateWebhookSecret(deps: {
  readonly webhooks: WebhookRepository
  readonly webhookSender: Pick<WebhookSender, 'makeSecret'>
}) {
  const findOwned = createFindOwnedWebhook(deps)
  return ({ caller, webhookId, overlapMs }: RotateSecretInput): ResultAsync<string, UseCaseError> => {
    const secret = deps.webhookSender.makeSecret()
    return findOwned(caller, webhookId)
      .andThen(() => deps.webhooks.rotateSecret(webhookId, secret, overlapMs).mapErr(unavailable))
      .andThen((isRotated) => (isRotated ? ok(secret) : err(notFound('webhook'))))
  }
}
