import { uploadKeys } from '../../../domain/upload/upload-keys.ts'
import type { TransactionSql } from '../connection.ts'
import { insertDiscards } from '../discard-rows.ts'
import { lockSession } from './rows.ts'

/** To be run in a transaction. */
export async function removeUpload(
  sql: TransactionSql,
  uploadId: string,
): Promise<'removed' | 'not_found' | 'in_use'> {
  const session = await lockSession(sql, uploadId)
  if (session === null) return 'not_found'
  // A book that is being made holds the upload's row until it is committed, so this sees it.
  const [book] = await sql`SELECT 1 FROM audiobooks WHERE upload_id = ${uploadId}`
  if (book) return 'in_use'
  await insertDiscards(sql, uploadKeys(session))
  await sql`DELETE FROM uploads WHERE id = ${uploadId}`
  return 'removed'
}
