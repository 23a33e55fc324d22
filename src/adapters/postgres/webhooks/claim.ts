import { TEST_EVENT_TYPE } from '../../../domain/webhook/webhook.ts'
import type { ClaimLimits, DeliveryClaim } from '../../../ports/repositories/webhook-outbox.ts'
import type { Sql } from '../connection.ts'

interface ClaimRow extends Omit<DeliveryClaim, 'secrets'> {
  readonly secret: string
  readonly previousSecret: string | null
}

/**
 * A few of each endpoint, so that one which hangs leaves room for the others. Two processes that look at the same moment
 * may together go beyond `perWebhook` by what they claim in it; never may they claim the same.
 */
export async function claimDeliveries(
  sql: Sql,
  { limit, perWebhook, leaseMs }: ClaimLimits,
): Promise<readonly DeliveryClaim[]> {
  const rows = await sql<ClaimRow[]>`
    WITH due AS (
      SELECT delivery.id FROM webhooks CROSS JOIN LATERAL (
        SELECT id, due_at FROM webhook_deliveries
        WHERE webhook_id = webhooks.id AND status = 'pending' AND due_at <= now()
          AND (lease_until IS NULL OR lease_until <= now())
          AND (webhooks.status = 'active' OR event_type = ${TEST_EVENT_TYPE})
        ORDER BY due_at, id
        LIMIT greatest(0, ${perWebhook} - (SELECT count(*) FROM webhook_deliveries
          WHERE webhook_id = webhooks.id AND lease_until > now()))
        FOR UPDATE SKIP LOCKED
      ) AS delivery
      ORDER BY delivery.due_at, delivery.id LIMIT ${limit}
    )
    UPDATE webhook_deliveries SET epoch = epoch + 1,
      lease_until = now() + ${leaseMs}::double precision * interval '1 millisecond'
    FROM due, webhooks
    WHERE webhook_deliveries.id = due.id AND webhooks.id = webhook_deliveries.webhook_id
    RETURNING webhook_deliveries.id, epoch, webhook_id AS "webhookId", webhooks.url, event_id AS "eventId", body,
      attempts - attempts_before_replay + 1 AS attempt, secret,
      CASE WHEN previous_secret_until > now() THEN previous_secret END AS "previousSecret"`
  return rows.map(({ secret, previousSecret, ...claim }) => ({
    ...claim,
    secrets: previousSecret === null ? [secret] : [secret, previousSecret],
  }))
}
