import { afterRedrive, type Redriven } from '../../../domain/job/dependents.ts'
import { transition } from '../../../domain/job/transitions.ts'
import type { CancelOutcome, RedriveOutcome } from '../../../ports/repositories/jobs.ts'
import type { Sql, TransactionSql } from '../connection.ts'
import { applyChange, readBookAfter, writeBook } from './book-state.ts'
import { lockJob } from './settle.ts'

/** The jobs that are there, by book. One round trip. */
export async function booksOfJobs(
  sql: Sql,
  jobIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await sql<{ id: string; audiobook_id: string }[]>`
    SELECT id, audiobook_id FROM processing_jobs WHERE id = ANY (${[...jobIds]}::uuid[]) ORDER BY id`
  return new Map(
    [...Map.groupBy(rows, (row) => row.audiobook_id)].map(([book, jobs]) => [book, jobs.map(({ id }) => id)]),
  )
}

/**
 * Four round trips. Failed and cancelled jobs change only under the lock of their book, so their rows need no lock of
 * their own. Null when the book was removed in the meantime.
 */
export async function redriveBook(
  sql: TransactionSql,
  audiobookId: string,
  jobIds: readonly string[],
): Promise<Redriven | null> {
  const lock = sql<{ now: Date }[]>`SELECT now() FROM audiobooks WHERE id = ${audiobookId} FOR NO KEY UPDATE`
  const { result, book } = await readBookAfter(sql, lock, audiobookId)
  const [locked] = result
  if (locked === undefined) return null
  const redriven = afterRedrive(book.jobs, jobIds, locked.now)
  if (redriven.revived.length > 0) await writeBook(sql, audiobookId, book, redriven.jobs)
  return redriven
}

/** One answer from those of the books; ids that none of them knows were not found. */
export function mergeRedriven(jobIds: readonly string[], books: readonly Redriven[]): RedriveOutcome {
  const revived = books.flatMap((book) => book.revived)
  const over = new Set(books.flatMap((book) => book.refused))
  const known = new Set(books.flatMap((book) => book.jobs.map(({ id }) => id)))
  const notFound = [...new Set(jobIds)].filter((id) => !known.has(id))
  return {
    revived,
    refused: [
      ...[...over].map((jobId) => ({ jobId, reason: 'over' as const })),
      ...notFound.map((jobId) => ({ jobId, reason: 'not_found' as const })),
    ],
  }
}

/** Five round trips. */
export async function cancelJob(sql: TransactionSql, jobId: string): Promise<CancelOutcome | null> {
  const read = await lockJob(sql, jobId)
  if (read === null) return null
  const decided = transition(read.job, { type: 'cancel', reason: { code: 'requested' } }, read.now)
  if (decided.isErr()) return { outcome: 'over', job: read.job }
  await applyChange(sql, { before: read.job, after: decided.value }, read.now)
  return { outcome: 'cancelled', job: decided.value }
}
