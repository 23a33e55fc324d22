import { afterReprocess, type ReprocessRequest } from '../../../domain/job/reprocess.ts'
import type { ReprocessOutcome } from '../../../ports/repositories/jobs.ts'
import type { TransactionSql } from '../connection.ts'
import { readBookAfter, writeBook } from './book-state.ts'

/**
 * Five round trips with force, else four. Jobs that have ended change only under the lock of their book, so their rows need no
 * lock of their own. Null when there is no such book.
 */
export async function reprocessBook(
  sql: TransactionSql,
  audiobookId: string,
  request: ReprocessRequest,
): Promise<ReprocessOutcome | null> {
  const lock = sql<{ now: Date }[]>`SELECT now() FROM audiobooks WHERE id = ${audiobookId} FOR NO KEY UPDATE`
  const { result, book } = await readBookAfter(sql, lock, audiobookId)
  const [locked] = result
  if (locked === undefined) return null
  const reprocessed = afterReprocess(book.jobs, request, locked.now)
  if (reprocessed.outcome === 'busy') return reprocessed
  const { revived, jobs } = reprocessed
  if (revived.length > 0) {
    if (request.force) {
      await sql`DELETE FROM job_parts WHERE job_id = ANY (${revived.map(({ id }) => id)}::uuid[])`
    }
    await writeBook(sql, audiobookId, book, jobs)
  }
  return { outcome: 'reprocessed', revived }
}
