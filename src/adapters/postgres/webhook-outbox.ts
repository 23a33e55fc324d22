import type { EventCursor } from '../../ports/event-log.ts'
import type { NewDelivery } from '../../ports/repositories/webhook-deliveries.ts'
import type { WebhookOutbox } from '../../ports/repositories/webhook-outbox.ts'
import type { Database, Sql } from './connection.ts'
import { query } from './run-query.ts'
import { uuids } from './statements.ts'
import { storableJson } from './storable.ts'
import { claimDeliveries } from './webhooks/claim.ts'
import { toWebhook, type WebhookRow, webhookColumns } from './webhooks/rows.ts'
import { settleDelivery } from './webhooks/settle.ts'

/** One round trip and one statement each, so that every method is all or nothing by itself. */
export const createPostgresWebhookOutbox = ({ sql }: Database): WebhookOutbox => ({
  listening: () => query(() => readListening(sql)),
  record: (from, to, deliveries) => query(() => record(sql, from, to, deliveries)),
  claim: (limits) => query(() => claimDeliveries(sql, limits)),
  settle: (claim, settlement, rule) => query(() => settleDelivery(sql, claim, settlement, rule)),
  release: (claims) =>
    query(async () => {
      await sql`
        UPDATE webhook_deliveries SET lease_until = NULL
        FROM unnest(${uuids(
          sql,
          claims.map(({ id }) => id),
        )}, ${claims.map(({ epoch }) => epoch)}::integer[]) AS claim (id, epoch)
        WHERE webhook_deliveries.id = claim.id AND webhook_deliveries.epoch = claim.epoch`
    }),
  prune: (maxAgeMs, limit) =>
    query(async () => {
      const { count } = await sql`
        DELETE FROM webhook_deliveries WHERE id IN (
          SELECT id FROM webhook_deliveries
          WHERE created_at < now() - ${maxAgeMs}::double precision * interval '1 millisecond'
          ORDER BY created_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)`
      return count
    }),
})

async function readListening(sql: Sql) {
  type NoRow = { readonly [Column in keyof WebhookRow]: null }
  const rows = await sql<({ generation: string; position: number } & (WebhookRow | NoRow))[]>`
    SELECT generation, position, ${webhookColumns(sql)}
    FROM webhook_cursor LEFT JOIN webhooks ON webhooks.status IN ('active', 'paused')`
  const [first] = rows
  if (first === undefined) throw new Error('the row of webhook_cursor is missing')
  const webhooks = rows.flatMap((row) => (row.id === null ? [] : [toWebhook(row)]))
  return { cursor: { log: first.generation, position: first.position }, webhooks }
}

async function record(
  sql: Sql,
  from: EventCursor,
  to: EventCursor,
  deliveries: readonly NewDelivery[],
): Promise<boolean> {
  const [row] = await sql<{ moved: number }[]>`
    WITH moved AS (
      UPDATE webhook_cursor SET generation = ${to.log}, position = ${to.position}
      WHERE generation = ${from.log} AND position = ${from.position} RETURNING true
    ), added AS (
      INSERT INTO webhook_deliveries (id, webhook_id, event_id, event_type, body)
      SELECT delivery.id, webhooks.id, "eventId", "eventType", body
      FROM moved, jsonb_to_recordset(${storableJson(deliveries)}::text::jsonb)
        AS delivery (id uuid, "webhookId" uuid, "eventId" text, "eventType" text, body text)
        JOIN webhooks ON webhooks.id = "webhookId"
      ON CONFLICT (webhook_id, event_id) DO NOTHING
    )
    SELECT count(*) AS moved FROM moved`
  return row?.moved === 1
}
