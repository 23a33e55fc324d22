import type { Audiobook, Chapter } from '../../../domain/audiobook/audiobook.ts'
import type { NewAudiobook } from '../../../ports/repositories/audiobooks.ts'
import type { CreateOutcome, IdempotencyKey } from '../../../ports/repositories/page.ts'
import type { TransactionSql } from '../connection.ts'
import { insertJobs } from '../jobs/write-jobs.ts'
import { storableJson, storableText } from '../storable.ts'
import { AUDIOBOOK_COLUMNS, type AudiobookRow, toAudiobook } from './rows.ts'

type Outcome = CreateOutcome<Audiobook> | { readonly outcome: 'upload_taken' }

/** To be run in a transaction. */
export async function createAudiobook(
  sql: TransactionSql,
  { audiobook, chapters, jobs }: NewAudiobook,
  idempotency: IdempotencyKey | null,
): Promise<Outcome> {
  // Held until the commit, so that the upload is neither removed meanwhile nor made into two books.
  const [upload] = await sql`SELECT 1 FROM uploads WHERE id = ${audiobook.uploadId} FOR UPDATE`
  if (!upload) return (await findEarlier(sql, audiobook, idempotency)) ?? { outcome: 'upload_taken' }
  if (!(await insertBook(sql, audiobook, idempotency))) {
    return (await findEarlier(sql, audiobook, idempotency)) ?? { outcome: 'upload_taken' }
  }
  await insertChapters(sql, chapters)
  await insertJobs(sql, jobs)
  return { outcome: 'created' }
}

/** False when the key or the upload is taken; waits for a transaction that is taking it. */
async function insertBook(
  sql: TransactionSql,
  book: Audiobook,
  idempotency: IdempotencyKey | null,
): Promise<boolean> {
  const cover = book.cover === null ? null : storableJson(book.cover)
  const { count } = await sql`
    INSERT INTO audiobooks (id, owner_id, upload_id, title, author, narrator, description, language, is_public,
      cover_image_url, cover, priority, transcription, status, status_reason, duration_seconds, idempotency_key, request_hash,
      created_at, updated_at, completed_at)
    VALUES (${book.id}, ${book.ownerId}, ${book.uploadId}, ${storableText(book.title)},
      ${storableText(book.author)}, ${storableOrNull(book.narrator)}, ${storableOrNull(book.description)},
      ${book.language}, ${book.isPublic}, ${book.coverImageUrl}, ${cover}::text::jsonb, ${book.priority},
      ${storableJson(book.transcription)}::text::jsonb, ${book.status}, ${book.statusReason}, ${book.durationSeconds}, ${idempotency?.key ?? null},
      ${idempotency?.requestHash ?? null}, ${book.createdAt}, ${book.updatedAt}, ${book.completedAt})
    ON CONFLICT DO NOTHING`
  return count === 1
}

const storableOrNull = (text: string | null): string | null => (text === null ? null : storableText(text))

async function findEarlier(
  sql: TransactionSql,
  { ownerId }: Audiobook,
  idempotency: IdempotencyKey | null,
): Promise<Outcome | null> {
  if (idempotency === null) return null
  const [row] = await sql<AudiobookRow[]>`
    SELECT ${sql.unsafe(AUDIOBOOK_COLUMNS)} FROM audiobooks
    WHERE owner_id = ${ownerId} AND idempotency_key = ${idempotency.key}`
  if (!row) return null
  if (row.request_hash !== idempotency.requestHash) return { outcome: 'key_reused' }
  return { outcome: 'replayed', existing: toAudiobook(row) }
}

const insertChapters = (sql: TransactionSql, chapters: readonly Chapter[]) => {
  const rows = chapters.map((chapter) => ({
    id: chapter.id,
    audiobook_id: chapter.audiobookId,
    number: chapter.number,
    title: chapter.title,
    upload_file_id: chapter.uploadFileId,
    file_start_seconds: chapter.fileStartSeconds,
    duration_seconds: chapter.durationSeconds,
    book_start_seconds: chapter.bookStartSeconds,
  }))
  return sql`
    INSERT INTO chapters (id, audiobook_id, number, title, upload_file_id, file_start_seconds, duration_seconds,
      book_start_seconds)
    SELECT id, audiobook_id, number, title, upload_file_id, file_start_seconds, duration_seconds, book_start_seconds
    FROM jsonb_to_recordset(${storableJson(rows)}::text::jsonb) AS chapter (
      id uuid, audiobook_id uuid, number integer, title text, upload_file_id uuid,
      file_start_seconds double precision, duration_seconds double precision, book_start_seconds double precision
    )`
}
