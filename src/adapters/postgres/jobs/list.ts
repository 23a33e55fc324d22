import type postgres from 'postgres'
import type { Job, JobStatus } from '../../../domain/job/job.ts'
import { typesOf } from '../../../domain/job/provider.ts'
import type { FailureClass, JobFilter } from '../../../ports/repositories/jobs.ts'
import type { Page, PageRequest, TimeCursor } from '../../../ports/repositories/page.ts'
import { hasText } from '../audiobooks/list.ts'
import { fromJobRow, JOB_COLUMNS, type JobRow } from '../job-row.ts'
import type { Statements } from '../statements.ts'

type Fragment = postgres.PendingQuery<postgres.Row[]>

/** One round trip. */
export async function listJobs(
  sql: Statements,
  filter: JobFilter,
  { after, limit }: PageRequest<TimeCursor>,
): Promise<Page<Job>> {
  const rows = await sql<JobRow[]>`
    SELECT ${sql.unsafe(JOB_COLUMNS)} FROM processing_jobs job
    WHERE ${matches(sql, filter)}
      ${after === null ? sql`` : sql`AND (job.created_at, job.id) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`}
    ORDER BY job.created_at DESC, job.id DESC
    LIMIT ${limit + 1}`
  return { items: rows.slice(0, limit).map(fromJobRow), hasMore: rows.length > limit }
}

/** One round trip. The condition on the status is that of the index `processing_jobs_stopped`. */
export async function countFailures(
  sql: Statements,
  filter: JobFilter,
  limit: number,
): Promise<readonly FailureClass[]> {
  return await sql<FailureClass[]>`
    SELECT job.job_type AS type, job.error ->> 'kind' AS kind, job.error ->> 'code' AS code,
      count(*)::integer AS count, max(job.completed_at) AS "lastFailedAt"
    FROM processing_jobs job
    WHERE ${hasStatus(sql, 'failed')} AND ${matches(sql, filter)}
    GROUP BY 1, 2, 3
    ORDER BY count(*) DESC, 1, 2, 3
    LIMIT ${limit}`
}

function matches(sql: Statements, filter: JobFilter): Fragment {
  const { ownerId, status, isOpen, type, audiobookId, errorCode, endedAfter, endedBefore } = filter
  const { createdAfter, createdBefore, text, ids, provider, errorKind } = filter
  return sql`true
    ${ownerId === null ? sql`` : sql`AND job.audiobook_id IN (SELECT id FROM audiobooks WHERE owner_id = ${ownerId})`}
    ${text === undefined ? sql`` : sql`AND job.audiobook_id IN (SELECT id FROM audiobooks WHERE ${hasText(sql, text)})`}
    ${ids === undefined ? sql`` : sql`AND job.id = ANY (${[...ids]}::uuid[])`}
    ${provider === undefined ? sql`` : sql`AND job.job_type = ANY (${[...typesOf(provider)]}::text[])`}
    ${isOpen === undefined ? sql`` : sql`AND job.status IN ('pending', 'processing')`}
    ${createdAfter === undefined ? sql`` : sql`AND job.created_at >= ${createdAfter}`}
    ${createdBefore === undefined ? sql`` : sql`AND job.created_at < ${createdBefore}`}
    ${status === undefined ? sql`` : sql`AND ${hasStatus(sql, status)}`}
    ${type === undefined ? sql`` : sql`AND job.job_type = ${type}`}
    ${audiobookId === undefined ? sql`` : sql`AND job.audiobook_id = ${audiobookId}`}
    ${errorCode === undefined ? sql`` : sql`AND job.status = 'failed' AND job.error ->> 'code' = ${errorCode}`}
    ${errorKind === undefined ? sql`` : sql`AND job.status = 'failed' AND job.error ->> 'kind' = ${errorKind}`}
    ${endedAfter === undefined ? sql`` : sql`AND job.completed_at >= ${endedAfter}`}
    ${endedBefore === undefined ? sql`` : sql`AND job.completed_at < ${endedBefore}`}`
}

/** The condition of the index `processing_jobs_stopped`, word for word: a parameter would not prove it. */
const hasStatus = (sql: Statements, status: JobStatus): Fragment =>
  status === 'failed' || status === 'cancelled'
    ? sql`job.status IN ('failed', 'cancelled') AND job.status = ${status}`
    : sql`job.status = ${status}`
