import type { Upload } from '../../../domain/upload/upload.ts'
import type { Page, PageRequest, TimeCursor } from '../../../ports/repositories/page.ts'
import type { UploadFilter } from '../../../ports/repositories/uploads.ts'
import type { Statements } from '../statements.ts'
import { selectUploads, toUpload } from './rows.ts'

/** Newest first. */
export async function listUploads(
  sql: Statements,
  { ownerId, status }: UploadFilter,
  { after, limit }: PageRequest<TimeCursor>,
): Promise<Page<Upload>> {
  const rows = await selectUploads(
    sql,
    sql`true
      ${ownerId === null ? sql`` : sql`AND owner_id = ${ownerId}`}
      ${status === undefined ? sql`` : sql`AND status = ${status}`}
      ${after === null ? sql`` : sql`AND (created_at, id) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`}
      ORDER BY created_at DESC, id DESC
      LIMIT ${limit + 1}`,
  )
  return { items: rows.slice(0, limit).map(toUpload), hasMore: rows.length > limit }
}

/** A file that grows is a sign of life of its session. Longest idle first. */
export async function listIdleUploads(sql: Statements, idleMs: number, limit: number): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    WITH cutoff AS (SELECT now() - ${idleMs}::double precision * interval '1 millisecond' AS at)
    SELECT id FROM (
      SELECT uploads.id, uploads.updated_at FROM uploads, cutoff
      WHERE status IN ('pending', 'uploading') AND updated_at < cutoff.at
        AND NOT EXISTS (SELECT FROM upload_files WHERE upload_id = uploads.id AND updated_at >= cutoff.at)
      UNION ALL
      SELECT upload_id, updated_at FROM upload_files, cutoff
      WHERE status = 'receiving' AND updated_at < cutoff.at
    ) AS idle (id, updated_at)
    GROUP BY id ORDER BY min(updated_at), id LIMIT ${limit}`
  return rows.map((row) => row.id)
}
