import type { WebhookDeliveryRepository } from '../../ports/repositories/webhook-deliveries.ts'
import type { Database } from './connection.ts'
import { query } from './run-query.ts'
import { type DeliveryRow, deliveryColumns, toDelivery } from './webhooks/rows.ts'

/** One round trip each. */
export const createPostgresWebhookDeliveries = ({ sql }: Database): WebhookDeliveryRepository => {
  // Attempts so far count no more; a claim from before is over. Of one that is being sent nothing changes.
  const sendAgain = sql`status = 'pending', due_at = now(), ended_at = NULL,
    attempts_before_replay = CASE WHEN lease_until > now() THEN attempts_before_replay ELSE attempts END`
  return {
    add: ({ id, webhookId, eventId, eventType, body }) =>
      query(async () => {
        const [row] = await sql<DeliveryRow[]>`
          INSERT INTO webhook_deliveries (id, webhook_id, event_id, event_type, body)
          SELECT ${id}::uuid, webhooks.id, ${eventId}::text, ${eventType}::text, ${body}::text
          FROM webhooks WHERE webhooks.id = ${webhookId} FOR KEY SHARE
          RETURNING ${deliveryColumns(sql)}`
        return row === undefined ? null : toDelivery(row)
      }),
    find: (id) =>
      query(async () => {
        const [row] = await sql<DeliveryRow[]>`
          SELECT ${deliveryColumns(sql)} FROM webhook_deliveries WHERE id = ${id}`
        return row === undefined ? null : toDelivery(row)
      }),
    list: ({ webhookId, status }, { after, limit }) =>
      query(async () => {
        const rows = await sql<DeliveryRow[]>`
          SELECT ${deliveryColumns(sql)} FROM webhook_deliveries
          WHERE webhook_id = ${webhookId} ${status === undefined ? sql`` : sql`AND status = ${status}`}
            ${after === null ? sql`` : sql`AND (created_at, id) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`}
          ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`
        return { items: rows.slice(0, limit).map(toDelivery), hasMore: rows.length > limit }
      }),
    replay: (id) =>
      query(async () => {
        const [row] = await sql<DeliveryRow[]>`
          UPDATE webhook_deliveries SET ${sendAgain} WHERE id = ${id} RETURNING ${deliveryColumns(sql)}`
        return row === undefined ? null : toDelivery(row)
      }),
    replayRange: (webhookId, { since, until, status }, limit) =>
      query(async () => {
        const { count } = await sql`
          UPDATE webhook_deliveries SET ${sendAgain} WHERE id IN (
            SELECT id FROM webhook_deliveries
            WHERE webhook_id = ${webhookId} AND created_at >= ${since}
              ${until === null ? sql`` : sql`AND created_at < ${until}`}
              AND ${status === null ? sql`status <> 'pending'` : sql`status = ${status}`}
            ORDER BY created_at, id LIMIT ${limit} FOR UPDATE)`
        return count
      }),
  }
}
