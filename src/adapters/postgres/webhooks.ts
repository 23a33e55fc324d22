import type { WebhookPatch, WebhookRepository } from '../../ports/repositories/webhooks.ts'
import type { Database, Sql } from './connection.ts'
import { query } from './run-query.ts'
import { storableText } from './storable.ts'
import { createWebhook } from './webhooks/create.ts'
import { toWebhook, type WebhookRow, webhookColumns } from './webhooks/rows.ts'

/** One round trip each, but for `create`. */
export const createPostgresWebhooks = ({ sql }: Database): WebhookRepository => ({
  create: (webhook, idempotency, maxPerOwner) =>
    query(() => createWebhook(sql, webhook, idempotency, maxPerOwner)),
  find: (id) =>
    query(async () => {
      const [row] = await sql<WebhookRow[]>`SELECT ${webhookColumns(sql)} FROM webhooks WHERE id = ${id}`
      return row === undefined ? null : toWebhook(row)
    }),
  list: (ownerId, { after, limit }) =>
    query(async () => {
      const rows = await sql<WebhookRow[]>`
        SELECT ${webhookColumns(sql)} FROM webhooks
        WHERE true ${ownerId === null ? sql`` : sql`AND owner_id = ${ownerId}`}
          ${after === null ? sql`` : sql`AND (created_at, id) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`}
        ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`
      return { items: rows.slice(0, limit).map(toWebhook), hasMore: rows.length > limit }
    }),
  update: (id, patch) => query(() => update(sql, id, patch)),
  rotateSecret: (id, secret, overlapMs) =>
    query(async () => {
      const { count } = await sql`
        UPDATE webhooks SET secret = ${secret}, previous_secret = secret, updated_at = now(),
          previous_secret_until = now() + ${overlapMs}::double precision * interval '1 millisecond'
        WHERE id = ${id}`
      return count === 1
    }),
  remove: (id) =>
    query(async () => {
      await sql`DELETE FROM webhooks WHERE id = ${id}`
    }),
})

async function update(sql: Sql, id: string, { url, description, eventTypes, status }: WebhookPatch) {
  const text = (value: string | undefined) => (value === undefined ? null : storableText(value))
  const [row] = await sql<WebhookRow[]>`
    UPDATE webhooks SET
      url = coalesce(${text(url)}::text, url),
      description = coalesce(${text(description)}::text, description),
      event_types = coalesce(${eventTypes === undefined ? null : [...eventTypes]}::text[], event_types),
      consecutive_failures = CASE WHEN ${status ?? null}::text IS NOT NULL THEN 0 ELSE consecutive_failures END,
      failing_since = CASE WHEN ${status ?? null}::text IS NOT NULL THEN NULL ELSE failing_since END,
      status = coalesce(${status ?? null}::text, status),
      updated_at = now()
    WHERE id = ${id} RETURNING ${webhookColumns(sql)}`
  return row === undefined ? null : toWebhook(row)
}
