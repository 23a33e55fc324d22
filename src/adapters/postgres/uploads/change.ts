import { isDeepStrictEqual } from 'node:util'
import { ok, type Result } from 'neverthrow'
import type { Upload, UploadFile, UploadSession } from '../../../domain/upload/upload.ts'
import type { UploadChange } from '../../../ports/repositories/uploads.ts'
import type { TransactionSql } from '../connection.ts'
import { insertDiscards } from '../discard-rows.ts'
import { storableJson } from '../storable.ts'
import { leaseEnd, lockSession, toFileRow } from './rows.ts'

/** To be run in a transaction. */
export async function changeUpload<E>(
  sql: TransactionSql,
  uploadId: string,
  decide: (session: UploadSession) => Result<UploadChange, E>,
): Promise<Result<UploadSession, E> | null> {
  const before = await lockSession(sql, uploadId)
  if (before === null) return null
  const decided = decide(before)
  if (decided.isErr()) return decided.map(({ session }) => session)
  const { session, discard } = decided.value
  // The files first: events come in the order of statements, and the last file is there before the upload is complete.
  await writeFiles(sql, before.files, session.files)
  await writeUpload(sql, session.upload)
  await insertDiscards(sql, discard)
  return ok(session)
}

const writeUpload = (sql: TransactionSql, upload: Upload) => sql`
  UPDATE uploads
  SET total_files = ${upload.totalFiles}, total_size_bytes = ${upload.totalSizeBytes}, status = ${upload.status},
    status_reason = ${upload.statusReason}, updated_at = ${upload.updatedAt}, completed_at = ${upload.completedAt}
  WHERE id = ${upload.id}`

/** Leaves alone what did not change: other files may be growing, and that is recorded without the lock. */
async function writeFiles(
  sql: TransactionSql,
  before: readonly UploadFile[],
  after: readonly UploadFile[],
): Promise<void> {
  const earlier = new Map(before.map((file) => [file.id, file]))
  const kept = new Set(after.map((file) => file.id))
  const removed = before.filter((file) => !kept.has(file.id)).map((file) => file.id)
  const written = after.filter((file) => !isDeepStrictEqual(file, earlier.get(file.id)))
  if (removed.length > 0) await sql`DELETE FROM upload_files WHERE id = ANY (${removed}::uuid[])`
  const renumbered = written.filter((file) => earlier.has(file.id) && renumbers(earlier.get(file.id), file))
  // Numbers are unique at every moment, so files that trade places first give theirs up.
  if (renumbered.length > 0) {
    await sql`
      UPDATE upload_files SET chapter_number = NULL WHERE id = ANY (${renumbered.map((file) => file.id)}::uuid[])`
  }
  if (written.length > 0) await upsertFiles(sql, written)
}

const renumbers = (before: UploadFile | undefined, after: UploadFile): boolean =>
  before?.chapterNumber !== after.chapterNumber

const upsertFiles = (sql: TransactionSql, files: readonly UploadFile[]) => sql`
  INSERT INTO upload_files (id, upload_id, status, file_name, storage_key, media_type, size_bytes, sha256,
    chapter_number, chapter_title, metadata, idempotency_key, created_at, updated_at, uploaded_at, lease_until)
  SELECT id, upload_id, status, file_name, storage_key, media_type, size_bytes, sha256,
    chapter_number, chapter_title, nullif(metadata, 'null'), idempotency_key, created_at, updated_at, uploaded_at,
    CASE WHEN status = 'receiving' THEN ${leaseEnd(sql)} END
  FROM jsonb_to_recordset(${storableJson(files.map(toFileRow))}::text::jsonb) AS file (
    id uuid, upload_id uuid, status text, file_name text, storage_key text, media_type text, size_bytes bigint,
    sha256 text, chapter_number integer, chapter_title text, metadata jsonb, idempotency_key text,
    created_at timestamptz, updated_at timestamptz, uploaded_at timestamptz
  )
  ON CONFLICT (id) DO UPDATE
  SET status = excluded.status, file_name = excluded.file_name, storage_key = excluded.storage_key,
    media_type = excluded.media_type, size_bytes = excluded.size_bytes, sha256 = excluded.sha256,
    chapter_number = excluded.chapter_number, chapter_title = excluded.chapter_title, metadata = excluded.metadata,
    idempotency_key = excluded.idempotency_key, updated_at = excluded.updated_at, uploaded_at = excluded.uploaded_at,
    lease_until = CASE WHEN excluded.status = 'receiving' THEN upload_files.lease_until END`
