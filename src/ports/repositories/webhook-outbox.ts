import type { NextStep, SendOutcome } from '../../domain/webhook/after-attempt.ts'
import type { Webhook } from '../../domain/webhook/webhook.ts'
import type { EventCursor } from '../event-log.ts'
import type { PortResult } from '../port-error.ts'
import type { NewDelivery } from './webhook-deliveries.ts'

/** A delivery with the right to send it. A claim that is not settled ends with its lease. */
export interface DeliveryClaim {
  readonly id: string
  /** Rises with each claim. */
  readonly epoch: number
  readonly webhookId: string
  readonly url: string
  readonly secrets: readonly string[]
  readonly eventId: string
  readonly body: string
  /** Counted from 1, anew after a replay. */
  readonly attempt: number
}

export interface ClaimLimits {
  readonly limit: number
  /** Being sent to one endpoint at a time, by all processes. */
  readonly perWebhook: number
  readonly leaseMs: number
}

export interface Settlement {
  readonly next: NextStep
  readonly outcome: SendOutcome
}

/** An active endpoint is paused when both are reached. */
export interface PauseRule {
  readonly failures: number
  readonly durationMs: number
}

/** From the event log to the endpoints. Several processes share the work; time is the database's. */
export interface WebhookOutbox {
  /** Up to where deliveries were made, and who listens (active and paused). */
  listening(): PortResult<{ readonly cursor: EventCursor; readonly webhooks: readonly Webhook[] }>
  /**
   * Adds the deliveries of the events between the cursors and moves the cursor, both or neither. An event that an
   * endpoint already has, and an endpoint that is gone, are left out. False: another process moved it from `from`.
   */
  record(from: EventCursor, to: EventCursor, deliveries: readonly NewDelivery[]): PortResult<boolean>
  /** Those due longest first; of active endpoints, and tests of the others too. No two claims hold the same one. */
  claim(limits: ClaimLimits): PortResult<readonly DeliveryClaim[]>
  /**
   * Writes down how an attempt ended, and what that says of the endpoint; answers its status. Null: the claim does not
   * hold any more, and nothing is changed.
   */
  settle(
    claim: Pick<DeliveryClaim, 'id' | 'epoch'>,
    settlement: Settlement,
    rule: PauseRule,
  ): PortResult<Webhook['status'] | null>
  /** Gives claims back; no attempt is counted. */
  release(claims: readonly Pick<DeliveryClaim, 'id' | 'epoch'>[]): PortResult<void>
  /** Removes at most `limit` deliveries that were made longer ago. Answers how many. */
  prune(maxAgeMs: number, limit: number): PortResult<number>
}
