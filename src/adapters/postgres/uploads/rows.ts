import type postgres from 'postgres'
import type { AudioMetadata } from '../../../domain/upload/audio-metadata.ts'
import { RECEIVING_LEASE_MS } from '../../../domain/upload/limits.ts'
import type { Upload, UploadFile, UploadSession } from '../../../domain/upload/upload.ts'
import { type Statements, uuids } from '../statements.ts'

interface UploadRow {
  readonly id: string
  readonly owner_id: string
  readonly upload_type: Upload['type']
  readonly total_files: number
  readonly total_size_bytes: number
  readonly status: Upload['status']
  readonly status_reason: string | null
  readonly created_at: Date
  readonly updated_at: Date
  readonly completed_at: Date | null
  readonly request_hash: string | null
}

/** As JSON carries it: times are ISO 8601 text. */
interface UploadFileRow {
  readonly id: string
  readonly upload_id: string
  readonly status: UploadFile['status']
  readonly is_abandoned: boolean
  readonly file_name: string
  readonly storage_key: string
  readonly media_type: string | null
  readonly size_bytes: number
  readonly sha256: string | null
  readonly chapter_number: number | null
  readonly chapter_title: string | null
  readonly metadata: AudioMetadata | null
  readonly idempotency_key: string | null
  readonly created_at: string
  readonly updated_at: string
  readonly uploaded_at: string | null
}

export function toUpload(row: UploadRow): Upload {
  return {
    id: row.id,
    ownerId: row.owner_id,
    type: row.upload_type,
    totalFiles: row.total_files,
    totalSizeBytes: row.total_size_bytes,
    status: row.status,
    statusReason: row.status_reason,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    completedAt: row.completed_at,
  }
}

const toUploadFile = (row: UploadFileRow): UploadFile => ({
  id: row.id,
  uploadId: row.upload_id,
  status: row.status,
  isAbandoned: row.is_abandoned,
  fileName: row.file_name,
  storageKey: row.storage_key,
  mediaType: row.media_type,
  sizeBytes: row.size_bytes,
  sha256: row.sha256,
  chapterNumber: row.chapter_number,
  chapterTitle: row.chapter_title,
  metadata: row.metadata,
  idempotencyKey: row.idempotency_key,
  createdAt: new Date(row.created_at),
  updatedAt: new Date(row.updated_at),
  uploadedAt: row.uploaded_at === null ? null : new Date(row.uploaded_at),
})

/** The columns of `upload_files`, for a way through JSON. */
export const toFileRow = (file: UploadFile) => ({
  id: file.id,
  upload_id: file.uploadId,
  status: file.status,
  file_name: file.fileName,
  storage_key: file.storageKey,
  media_type: file.mediaType,
  size_bytes: file.sizeBytes,
  sha256: file.sha256,
  chapter_number: file.chapterNumber,
  chapter_title: file.chapterTitle,
  metadata: file.metadata,
  idempotency_key: file.idempotencyKey,
  created_at: file.createdAt,
  updated_at: file.updatedAt,
  uploaded_at: file.uploadedAt,
})

/** Of a receiver that gives a sign of life now. */
export const leaseEnd = (sql: Statements) =>
  sql`now() + ${RECEIVING_LEASE_MS}::double precision * interval '1 millisecond'`

/** Rows of files with what only the database's clock can tell. */
const FILES = `(
  SELECT *, status = 'receiving' AND coalesce(lease_until <= now(), true) AS is_abandoned FROM upload_files
)`

const UPLOAD_COLUMNS = `id, owner_id, upload_type, total_files, total_size_bytes, status, status_reason, created_at,
  updated_at, completed_at, request_hash`

export const selectUploads = (sql: Statements, where: postgres.PendingQuery<postgres.Row[]>) => sql<
  UploadRow[]
>`
  SELECT ${sql.unsafe(UPLOAD_COLUMNS)} FROM uploads WHERE ${where}`

/** One statement, so that upload and files are of one moment. */
export async function findSession(sql: Statements, uploadId: string): Promise<UploadSession | null> {
  const [row] = await sql<(UploadRow & { readonly files: readonly UploadFileRow[] })[]>`
    SELECT ${sql.unsafe(UPLOAD_COLUMNS)}, (
      SELECT coalesce(json_agg(file ORDER BY file.created_at, file.id), '[]')
      FROM ${sql.unsafe(FILES)} file WHERE file.upload_id = uploads.id
    ) AS files
    FROM uploads WHERE id = ${uploadId}`
  return row ? { upload: toUpload(row), files: row.files.map(toUploadFile) } : null
}

/** In the order of the ids; null where there is none. */
export async function findFiles(
  sql: Statements,
  fileIds: readonly string[],
): Promise<readonly (UploadFile | null)[]> {
  const rows = await sql<{ readonly file: UploadFileRow }[]>`
    SELECT to_json(file) AS file FROM ${sql.unsafe(FILES)} file WHERE id = ANY (${uuids(sql, fileIds)})`
  const found = new Map(rows.map(({ file }) => [file.id, toUploadFile(file)]))
  return fileIds.map((fileId) => found.get(fileId.toLowerCase()) ?? null)
}

/** Holds off every other change of the session until the transaction ends. */
export async function lockSession(sql: Statements, uploadId: string): Promise<UploadSession | null> {
  // On its own: a statement that waited for a lock still sees other tables as they were before.
  await sql`SELECT 1 FROM uploads WHERE id = ${uploadId} FOR UPDATE`
  return findSession(sql, uploadId)
}
