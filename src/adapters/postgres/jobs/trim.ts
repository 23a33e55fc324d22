import { deadLetter } from '../../../domain/job/dependents.ts'
import type { DeadLetter } from '../../../domain/job/job.ts'
import { trimmedJobs } from '../../../domain/job/trim.ts'
import type { Sql, TransactionSql } from '../connection.ts'
import { readBookAfter } from './book-state.ts'

/** One round trip. A job ends after it was made, and the index `processing_jobs_stopped` is by the time of that. */
export async function booksToTrim(sql: Sql, endedBefore: Date, limit: number): Promise<readonly string[]> {
  const rows = await sql<{ audiobook_id: string }[]>`
    SELECT DISTINCT audiobook_id FROM processing_jobs
    WHERE status IN ('failed', 'cancelled') AND status = 'failed'
      AND created_at < ${endedBefore} AND completed_at < ${endedBefore}
    LIMIT ${limit}`
  return rows.map((row) => row.audiobook_id)
}

/** Two round trips. A retry that came first keeps its jobs: failed ones change only under the lock of their book. */
export async function trimBook(
  sql: TransactionSql,
  audiobookId: string,
  endedBefore: Date,
): Promise<readonly DeadLetter[]> {
  const lock = sql`SELECT 1 FROM audiobooks WHERE id = ${audiobookId} FOR NO KEY UPDATE`
  const { book } = await readBookAfter(sql, lock, audiobookId)
  const { letters, ids } = trimmedJobs(book.jobs, endedBefore)
  await sql`DELETE FROM processing_jobs WHERE id = ANY (${[...ids]}::uuid[])`
  return letters.map(deadLetter)
}
