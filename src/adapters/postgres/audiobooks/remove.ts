import { uploadKeys } from '../../../domain/upload/upload-keys.ts'
import type { TransactionSql } from '../connection.ts'
import { insertDiscards } from '../discard-rows.ts'
import { lockSession } from '../uploads/rows.ts'
import { AUDIOBOOK_COLUMNS, type AudiobookRow } from './rows.ts'

/** To be run in a transaction. Removing the upload removes, by foreign keys, the book and all that hangs on it. */
export async function removeAudiobook(
  sql: TransactionSql,
  audiobookId: string,
): Promise<readonly string[] | null> {
  const [book] = await sql<AudiobookRow[]>`
    SELECT ${sql.unsafe(AUDIOBOOK_COLUMNS)} FROM audiobooks WHERE id = ${audiobookId} FOR UPDATE`
  if (!book) return null
  const session = await lockSession(sql, book.upload_id)
  const jobs = await sql<{ id: string }[]>`
    SELECT id FROM processing_jobs WHERE audiobook_id = ${audiobookId} ORDER BY created_at, id`
  await insertDiscards(sql, [
    ...(session === null ? [] : uploadKeys(session)),
    ...(book.cover === null ? [] : [book.cover.storageKey]),
  ])
  await sql`DELETE FROM uploads WHERE id = ${book.upload_id}`
  return jobs.map((job) => job.id)
}
