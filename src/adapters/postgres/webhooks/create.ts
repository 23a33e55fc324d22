import type { IdempotencyKey } from '../../../ports/repositories/page.ts'
import type { CreateWebhookOutcome, NewWebhook } from '../../../ports/repositories/webhooks.ts'
import { beginTransaction } from '../begin-transaction.ts'
import type { Sql } from '../connection.ts'
import type { Statements } from '../statements.ts'
import { storableText } from '../storable.ts'
import { toWebhook, type WebhookRow, webhookColumns } from './rows.ts'

/** One owner's creations take turns, so that together they stay below the limit. */
export const createWebhook = (
  sql: Sql,
  webhook: NewWebhook,
  idempotency: IdempotencyKey | null,
  maxPerOwner: number,
): Promise<CreateWebhookOutcome> =>
  beginTransaction(sql, async (transaction) => {
    await transaction`SELECT pg_advisory_xact_lock(hashtextextended(${`chapterwise webhooks ${webhook.ownerId}`}, 0))`
    const earlier = await findEarlier(transaction, webhook.ownerId, idempotency)
    if (earlier !== null) return earlier
    const [row] = await transaction<WebhookRow[]>`
      INSERT INTO webhooks (id, owner_id, sees_all, url, description, event_types, status, secret, idempotency_key, request_hash)
      SELECT ${webhook.id}::uuid, ${webhook.ownerId}::text, ${webhook.seesAll}::boolean, ${storableText(webhook.url)}::text,
        ${storableText(webhook.description)}::text, ${[...webhook.eventTypes]}::text[], ${webhook.status}::text,
        ${webhook.secret}::text, ${idempotency?.key ?? null}::text, ${idempotency?.requestHash ?? null}::text
      WHERE (SELECT count(*) FROM webhooks WHERE owner_id = ${webhook.ownerId}) < ${maxPerOwner}
      RETURNING ${webhookColumns(transaction)}`
    if (row === undefined) return { outcome: 'too_many' }
    return { outcome: 'created', webhook: toWebhook(row), secret: webhook.secret }
  })

async function findEarlier(
  sql: Statements,
  ownerId: string,
  idempotency: IdempotencyKey | null,
): Promise<CreateWebhookOutcome | null> {
  if (idempotency === null) return null
  const [row] = await sql<(WebhookRow & { secret: string; request_hash: string })[]>`
    SELECT ${webhookColumns(sql)}, secret, request_hash FROM webhooks
    WHERE owner_id = ${ownerId} AND idempotency_key = ${idempotency.key}`
  if (row === undefined) return null
  if (row.request_hash !== idempotency.requestHash) return { outcome: 'key_reused' }
  return { outcome: 'replayed', webhook: toWebhook(row), secret: row.secret }
}
