import type { Job } from '../../../domain/job/job.ts'
import { fromJobRow, JOB_COLUMNS, type JobRow } from '../job-row.ts'
import type { Statements } from '../statements.ts'

/** One round trip. Rows are locked in order of id, as everywhere. */
export async function setPriority(
  sql: Statements,
  jobIds: readonly string[],
  priority: number,
): Promise<readonly Job[]> {
  const rows = await sql<JobRow[]>`
    WITH open AS MATERIALIZED (
      SELECT job.id FROM processing_jobs job
      WHERE job.id = ANY (${[...jobIds]}::uuid[]) AND job.status <> 'completed'
      ORDER BY job.id
      FOR NO KEY UPDATE OF job
    )
    UPDATE processing_jobs job SET priority = ${priority}, updated_at = now()
    FROM open
    WHERE job.id = open.id
    RETURNING ${sql.unsafe(JOB_COLUMNS)}`
  return rows.map(fromJobRow)
}

/** To be run in a transaction that has locked the book. One round trip. */
export const setPriorityOfBook = (sql: Statements, audiobookId: string, priority: number) => sql`
  WITH open AS MATERIALIZED (
    SELECT job.id FROM processing_jobs job
    WHERE job.audiobook_id = ${audiobookId} AND job.status <> 'completed'
    ORDER BY job.id
    FOR NO KEY UPDATE OF job
  )
  UPDATE processing_jobs job SET priority = ${priority}, updated_at = now()
  FROM open
  WHERE job.id = open.id`
