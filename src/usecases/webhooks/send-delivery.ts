import type { Result } from 'neverthrow'
import { afterAttempt } from '../../domain/webhook/after-attempt.ts'
import type { Random } from '../../ports/ids.ts'
import type { Logger } from '../../ports/logger.ts'
import type { PortError } from '../../ports/port-error.ts'
import type { DeliveryClaim, PauseRule, WebhookOutbox } from '../../ports/repositories/webhook-outbox.ts'
import type { WebhookSender } from '../../ports/webhook-sender.ts'

export interface SendDeliveryDeps {
  readonly webhookOutbox: Pick<WebhookOutbox, 'settle' | 'release'>
  readonly webhookSender: Pick<WebhookSender, 'send'>
  readonly random: Random
  readonly logger: Logger
  readonly pauseRule: PauseRule
}

/** One attempt, and what follows from it. When the process dies in between, the lease ends and it is sent again. */
export function createSendDelivery(deps: SendDeliveryDeps) {
  const { webhookOutbox, webhookSender, random, logger, pauseRule } = deps
  return async (claim: DeliveryClaim, signal: AbortSignal): Promise<Result<void, PortError>> => {
    const { url, eventId, body, secrets } = claim
    const outcome = await webhookSender.send({ id: eventId, url, body, secrets }, signal)
    if (outcome === null) return webhookOutbox.release([claim])
    const next = afterAttempt(claim.attempt, outcome, random())
    return webhookOutbox.settle(claim, { next, outcome }, pauseRule).map((status) => {
      const ids = { webhookId: claim.webhookId, deliveryId: claim.id }
      if (next.step === 'dead') logger.warn('webhook delivery given up', ids)
      if (next.step !== 'delivered' && (status === 'paused' || status === 'gone')) {
        logger.warn('webhook is not sent to any more', { ...ids, status })
      }
    })
  }
}
