import type { UploadRepository } from '../../ports/repositories/uploads.ts'
import { gather } from '../system/gather.ts'
import type { Database } from './connection.ts'
import { query, transaction } from './run-query.ts'
import { changeUpload } from './uploads/change.ts'
import { createUpload } from './uploads/create.ts'
import { listIdleUploads, listUploads } from './uploads/list.ts'
import { removeUpload } from './uploads/remove.ts'
import { findFiles, findSession, leaseEnd } from './uploads/rows.ts'

/** Jobs that start together read their files together. */
const TOGETHER = { mostAtOnce: 50, runs: 2 }

export function createPostgresUploads(database: Database): UploadRepository {
  const { sql } = database
  const findFile = gather((fileIds: readonly string[]) => findFiles(sql, fileIds), TOGETHER)
  return {
    create: (upload, idempotency) => query(() => createUpload(sql, upload, idempotency)),
    find: (uploadId) => query(() => findSession(sql, uploadId)),
    findFile: (fileId) => query(() => findFile(fileId)),
    list: (filter, page) => query(() => listUploads(sql, filter, page)),
    change: (uploadId, decide) => transaction(database, (sql) => changeUpload(sql, uploadId, decide)),
    recordReceived: (fileId, sizeBytes) =>
      query(async () => {
        await sql`
          UPDATE upload_files
          SET size_bytes = greatest(size_bytes, ${sizeBytes}::bigint), updated_at = now(), lease_until = ${leaseEnd(sql)}
          WHERE id = ${fileId} AND status = 'receiving'`
      }),
    listIdle: (idleMs, limit) => query(() => listIdleUploads(sql, idleMs, limit)),
    remove: (uploadId) => transaction(database, (sql) => removeUpload(sql, uploadId)),
  }
}
