import type { Upload } from '../../../domain/upload/upload.ts'
import type { CreateOutcome, IdempotencyKey } from '../../../ports/repositories/page.ts'
import type { Statements } from '../statements.ts'
import { selectUploads, toUpload } from './rows.ts'

/** The holder of a key may be removed between our insert and our look; then the key is free again. */
const MAX_ATTEMPTS = 3

export async function createUpload(
  sql: Statements,
  upload: Upload,
  idempotency: IdempotencyKey | null,
): Promise<CreateOutcome<Upload>> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    if (await insert(sql, upload, idempotency)) return { outcome: 'created' }
    const earlier = await findEarlier(sql, upload.ownerId, idempotency)
    if (earlier !== null) return earlier
  }
  throw new Error(`Upload ${upload.id} can neither be stored nor found.`)
}

/** False when the key is taken; waits for a transaction that is taking it. */
async function insert(sql: Statements, upload: Upload, idempotency: IdempotencyKey | null): Promise<boolean> {
  const { count } = await sql`
    INSERT INTO uploads (id, owner_id, upload_type, total_files, total_size_bytes, status, status_reason,
      idempotency_key, request_hash, created_at, updated_at, completed_at)
    VALUES (${upload.id}, ${upload.ownerId}, ${upload.type}, ${upload.totalFiles}, ${upload.totalSizeBytes},
      ${upload.status}, ${upload.statusReason}, ${idempotency?.key ?? null}, ${idempotency?.requestHash ?? null},
      ${upload.createdAt}, ${upload.updatedAt}, ${upload.completedAt})
    ON CONFLICT (owner_id, idempotency_key) DO NOTHING`
  return count === 1
}

async function findEarlier(
  sql: Statements,
  ownerId: string,
  idempotency: IdempotencyKey | null,
): Promise<CreateOutcome<Upload> | null> {
  if (idempotency === null) return null
  const [row] = await selectUploads(sql, sql`owner_id = ${ownerId} AND idempotency_key = ${idempotency.key}`)
  if (!row) return null
  if (row.request_hash !== idempotency.requestHash) return { outcome: 'key_reused' }
  return { outcome: 'replayed', existing: toUpload(row) }
}
