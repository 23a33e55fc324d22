import type { DeadLetter, Job, JobReference, JobStatus, JobType } from '../../../domain/job/job.ts'
import type { Page, PageRequest, TimeCursor } from '../../../ports/repositories/page.ts'
import type { Sql } from '../connection.ts'
import { fromJobRow, JOB_COLUMNS, type JobRow } from '../job-row.ts'
import { type ReferenceRow, toReference } from './settle.ts'

/** One round trip, as all queries here. */
export async function findJob(sql: Sql, jobId: string): Promise<Job | null> {
  const [row] = await sql<JobRow[]>`
    SELECT ${sql.unsafe(JOB_COLUMNS)} FROM processing_jobs job WHERE id = ${jobId}`
  return row === undefined ? null : fromJobRow(row)
}

export async function listJobsOfBook(sql: Sql, audiobookId: string): Promise<readonly Job[]> {
  const rows = await sql<JobRow[]>`
    SELECT ${sql.unsafe(JOB_COLUMNS)} FROM processing_jobs job
    WHERE audiobook_id = ${audiobookId} ORDER BY created_at, id`
  return rows.map(fromJobRow)
}

/** The condition is that of the index `processing_jobs_due`, word for word. */
export async function listDueJobs(
  sql: Sql,
  limit: number,
  after?: JobReference,
): Promise<readonly JobReference[]> {
  const rows = await sql<ReferenceRow[]>`
    SELECT id, job_type, owner_id, status, priority, run_at FROM processing_jobs
    WHERE ((status = 'pending' AND gate = '{}') OR (status = 'processing' AND lease_until IS NULL))
      AND run_at <= now() ${after === undefined ? sql`` : sql`AND (run_at, id) > (${dueTimeOf(sql, after)}, ${after.id}::uuid)`}
    ORDER BY run_at, id
    LIMIT ${limit}`
  return rows.map(toReference)
}

/**
 * To the microsecond, which a Date can't hold: a page that began at the millisecond would begin with itself when many
 * jobs became due in one statement. A job that was put off since must not take the page with it.
 */
const dueTimeOf = (sql: Sql, { id, runAt }: JobReference) => sql`
  coalesce(
    (SELECT least(run_at, ${runAt}::timestamptz + interval '1 millisecond')
     FROM processing_jobs WHERE id = ${id}::uuid),
    ${runAt}::timestamptz)`

/** The condition is that of the index `processing_jobs_stopped`, word for word, and its order, backwards. */
export async function listFailedJobs(
  sql: Sql,
  { after, limit }: PageRequest<TimeCursor>,
): Promise<Page<DeadLetter & TimeCursor>> {
  const rows = await sql<(DeadLetter & TimeCursor)[]>`
    SELECT id, job_type AS type, completed_at AS "failedAt", created_at AS "createdAt" FROM processing_jobs
    WHERE status IN ('failed', 'cancelled') AND status = 'failed'
      ${after === null ? sql`` : sql`AND (created_at, id) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`}
    ORDER BY created_at DESC, id DESC
    LIMIT ${limit + 1}`
  return { items: rows.slice(0, limit), hasMore: rows.length > limit }
}

export async function filterFailed(sql: Sql, jobIds: readonly string[]): Promise<readonly string[]> {
  const rows = await sql<{ id: string }[]>`
    SELECT id FROM processing_jobs WHERE id = ANY (${[...jobIds]}::uuid[]) AND status = 'failed'`
  return rows.map(({ id }) => id)
}

export function countJobs(sql: Sql) {
  return sql<{ type: JobType; status: JobStatus; count: number }[]>`
    SELECT job_type AS type, status, count(*)::integer AS count FROM processing_jobs GROUP BY 1, 2`
}
