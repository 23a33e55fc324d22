import type { AuditEntry, AuditFilter, AuditLog } from '../../ports/audit-log.ts'
import type { Page, PageRequest, TimeCursor } from '../../ports/repositories/page.ts'
import type { Database, Sql } from './connection.ts'
import { query } from './run-query.ts'
import { storableText } from './storable.ts'

/** One round trip each. */
export const createPostgresAuditLog = ({ sql }: Database): AuditLog => ({
  record: (entry) => query(() => record(sql, entry)),
  list: (filter, request) => query(() => list(sql, filter, request)),
  prune: (maxAgeDays, limit) => query(() => prune(sql, maxAgeDays, limit)),
})

async function record(sql: Sql, entry: Omit<AuditEntry, 'createdAt'>): Promise<void> {
  const { id, actor, action, target, outcome, status, requestId } = entry
  await sql`
    INSERT INTO audit_log (id, actor, action, target_type, target_id, outcome, status, request_id)
    VALUES (${id}, ${storableText(actor)}, ${storableText(action)}, ${target?.type ?? null},
      ${target === null ? null : storableText(target.id)}, ${outcome}, ${status}, ${storableText(requestId)})`
}

interface Row extends Omit<AuditEntry, 'target'> {
  readonly targetType: string | null
  readonly targetId: string | null
}

async function list(
  sql: Sql,
  { actor, action, targetId, outcome, requestId, from, until }: AuditFilter,
  { after, limit }: PageRequest<TimeCursor>,
): Promise<Page<AuditEntry>> {
  const rows = await sql<Row[]>`
    SELECT id, created_at AS "createdAt", actor, action, target_type AS "targetType", target_id AS "targetId", outcome,
      status, request_id AS "requestId"
    FROM audit_log
    WHERE true
      ${actor === null ? sql`` : sql`AND actor = ${actor}`}
      ${action === undefined ? sql`` : sql`AND action = ${storableText(action)}`}
      ${targetId === undefined ? sql`` : sql`AND target_id = ${storableText(targetId)}`}
      ${outcome === undefined ? sql`` : sql`AND outcome = ${outcome}`}
      ${requestId === undefined ? sql`` : sql`AND request_id = ${storableText(requestId)}`}
      ${from === undefined ? sql`` : sql`AND created_at >= ${from}`}
      ${until === undefined ? sql`` : sql`AND created_at < ${until}`}
      ${after === null ? sql`` : sql`AND (created_at, id) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`}
    ORDER BY created_at DESC, id DESC
    LIMIT ${limit + 1}`
  return { items: rows.slice(0, limit).map(fromRow), hasMore: rows.length > limit }
}

const fromRow = ({ targetType, targetId, ...entry }: Row): AuditEntry => ({
  ...entry,
  target: targetType === null || targetId === null ? null : { type: targetType, id: targetId },
})

async function prune(sql: Sql, maxAgeDays: number, limit: number): Promise<number> {
  const removed = await sql`
    DELETE FROM audit_log WHERE id IN (
      SELECT id FROM audit_log WHERE created_at < now() - ${maxAgeDays}::double precision * interval '1 day'
      ORDER BY created_at, id LIMIT ${limit}
    )`
  return removed.count
}
