import { failureOf } from '../../../domain/webhook/after-attempt.ts'
import type { WebhookStatus } from '../../../domain/webhook/webhook.ts'
import type { DeliveryClaim, PauseRule, Settlement } from '../../../ports/repositories/webhook-outbox.ts'
import type { Sql } from '../connection.ts'
import { storableText } from '../storable.ts'

export async function settleDelivery(
  sql: Sql,
  { id, epoch }: Pick<DeliveryClaim, 'id' | 'epoch'>,
  { next, outcome }: Settlement,
  rule: PauseRule,
): Promise<WebhookStatus | null> {
  const failure = failureOf(outcome)
  const answered = outcome.kind === 'answered' ? outcome : null
  const ended = next.step === 'retry' ? 'pending' : next.step === 'delivered' ? 'delivered' : 'dead'
  const delayMs = next.step === 'retry' ? next.delayMs : 0
  const isGone = next.step === 'gone'
  const [row] = await sql<{ status: WebhookStatus }[]>`
    WITH settled AS (
      UPDATE webhook_deliveries SET status = ${ended}, attempts = attempts + 1, lease_until = NULL,
        due_at = now() + ${delayMs}::double precision * interval '1 millisecond',
        last_attempt_at = now(), duration_ms = ${Math.round(outcome.durationMs)},
        response_status = ${answered?.status ?? null}::integer,
        response_body = ${answered === null ? null : storableText(answered.body)}::text,
        error_code = ${failure?.code ?? null}::text,
        error_message = ${failure === null ? null : storableText(failure.message)}::text,
        ended_at = CASE WHEN ${ended !== 'pending'}::boolean THEN now() END
      WHERE id = ${id} AND epoch = ${epoch} AND lease_until IS NOT NULL RETURNING webhook_id
    ), judged AS (
      UPDATE webhooks SET
        consecutive_failures = CASE WHEN ${failure === null}::boolean THEN 0 ELSE consecutive_failures + 1 END,
        failing_since = CASE WHEN ${failure === null}::boolean THEN NULL ELSE coalesce(failing_since, now()) END,
        status = CASE
          WHEN ${isGone}::boolean THEN 'gone'
          WHEN status = 'active' AND ${failure !== null}::boolean AND consecutive_failures + 1 >= ${rule.failures}
            AND coalesce(failing_since, now()) <= now() - ${rule.durationMs}::double precision * interval '1 millisecond'
            THEN 'paused'
          ELSE status END
      FROM settled WHERE webhooks.id = settled.webhook_id
        -- Of an endpoint that is well nothing is written.
        AND (${failure !== null}::boolean OR consecutive_failures > 0)
      RETURNING webhooks.id, status
    )
    SELECT coalesce(judged.status, webhooks.status) AS status
    FROM settled JOIN webhooks ON webhooks.id = settled.webhook_id LEFT JOIN judged ON judged.id = webhooks.id`
  return row?.status ?? null
}
