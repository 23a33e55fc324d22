import { audiobookStatus } from '../../../domain/audiobook/status.ts'
import { afterFailure } from '../../../domain/job/dependents.ts'
import type { Job } from '../../../domain/job/job.ts'
import type { TransactionSql } from '../connection.ts'
import { fromJobRow, JOB_COLUMNS, type JobRow } from '../job-row.ts'
import type { Statements } from '../statements.ts'
import { type JobChange, writeJobs } from './write-jobs.ts'

/**
 * Whoever ends a job of a book locks the book first: ends of two jobs of one book happen one after the other, and the
 * later sees what the earlier did. In the next statement, that is: READ COMMITTED gives each its own snapshot.
 * Foreign keys that point at the book (FOR KEY SHARE) are not held up by this lock.
 */
export const lockBookOf = (sql: TransactionSql, jobId: string) => sql`
  SELECT 1 FROM audiobooks
  WHERE id = (SELECT audiobook_id FROM processing_jobs WHERE id = ${jobId})
  FOR NO KEY UPDATE`

/**
 * Writes a decided change; a job that failed for good or was cancelled takes what can never start with it. Two round
 * trips then, else one.
 */
export async function applyChange(sql: TransactionSql, change: JobChange, now: Date): Promise<void> {
  if (change.after.status !== 'failed' && change.after.status !== 'cancelled') {
    await writeJobs(sql, [change])
    return
  }
  const { audiobookId, id } = change.after
  const { book } = await readBookAfter(sql, writeJobs(sql, [change]), audiobookId)
  await writeBook(sql, audiobookId, book, afterFailure(book.jobs, id, now))
}

interface BookJobs {
  readonly jobs: readonly Job[]
  readonly chapters: readonly { readonly id: string; readonly number: number }[]
}

/**
 * Runs a statement and after it reads the jobs and chapters of the book; one round trip. A statement is sent when it
 * is awaited, so the three must be awaited in one list, in this order.
 */
export async function readBookAfter<T>(
  sql: TransactionSql,
  statement: PromiseLike<T>,
  audiobookId: string,
): Promise<{ readonly result: T; readonly book: BookJobs }> {
  const [result, rows, chapters] = await Promise.all([
    statement,
    selectJobs(sql, audiobookId),
    selectChapters(sql, audiobookId),
  ])
  return { result, book: { jobs: rows.map(fromJobRow), chapters } }
}

/** Writes what became of the jobs that were read, and of their book. One round trip. */
export async function writeBook(
  sql: TransactionSql,
  audiobookId: string,
  { jobs, chapters }: BookJobs,
  after: readonly Job[],
): Promise<void> {
  await Promise.all([
    writeJobs(sql, changesBetween(jobs, after)),
    writeBookStatus(sql, audiobookId, audiobookStatus(after, chapters)),
  ])
}

/** Sets the status of a book from its jobs. Two round trips. */
export async function refreshBook(sql: TransactionSql, audiobookId: string): Promise<void> {
  const [rows, chapters] = await Promise.all([selectJobs(sql, audiobookId), selectChapters(sql, audiobookId)])
  await writeBookStatus(sql, audiobookId, audiobookStatus(rows.map(fromJobRow), chapters))
}

const selectJobs = (sql: Statements, audiobookId: string) => sql<JobRow[]>`
  SELECT ${sql.unsafe(JOB_COLUMNS)} FROM processing_jobs job
  WHERE audiobook_id = ${audiobookId} ORDER BY created_at, id`

const selectChapters = (sql: Statements, audiobookId: string) => sql<{ id: string; number: number }[]>`
  SELECT id, number FROM chapters WHERE audiobook_id = ${audiobookId}`

function changesBetween(before: readonly Job[], after: readonly Job[]): readonly JobChange[] {
  return before.flatMap((job, index) => {
    const next = after[index]
    return next === undefined || next === job ? [] : [{ before: job, after: next }]
  })
}

const writeBookStatus = (
  sql: Statements,
  audiobookId: string,
  { status, reason }: ReturnType<typeof audiobookStatus>,
) => sql`
  UPDATE audiobooks
  SET status = ${status}, status_reason = ${reason}, updated_at = now(),
      completed_at = CASE WHEN ${status} = 'processing' THEN NULL ELSE now() END
  WHERE id = ${audiobookId} AND (status, status_reason) IS DISTINCT FROM (${status}, ${reason})`
