import type { Claim, ReportAnswer } from '../../ports/reporter.ts'
import { IS_RUNNING } from './jobs/claims.ts'
import { epochsOf, jobIdsOf, type Statements } from './statements.ts'

/**
 * `WITH` queries for a statement that writes only while claims hold: `held` has job_id, epoch and the id of the job's book for
 * each, and no row for one that is stale. To be read by everything that the statement writes.
 *
 * The row of each job is locked, so that nobody can claim, end or sweep it before the statement has ended, and forgets
 * its crashes (see `save_output` in the domain). The books come first, as wherever both are locked: rows written here
 * point at them, and someone who removes one locks it before its jobs. In order of id, so that two such statements
 * can't block each other for ever.
 */
export const whileHeld = (sql: Statements, claims: readonly Claim[]) => sql`
  book AS MATERIALIZED (
    SELECT id FROM audiobooks
    WHERE id IN (SELECT audiobook_id FROM processing_jobs WHERE id = ANY (${jobIdsOf(sql, claims)}))
    ORDER BY id
    FOR KEY SHARE
  ), held AS MATERIALIZED (
    SELECT job.id AS job_id, claim.epoch, job.audiobook_id
    FROM unnest(${jobIdsOf(sql, claims)}, ${epochsOf(sql, claims)}) AS claim (job_id, epoch)
    JOIN processing_jobs job ON job.id = claim.job_id
    JOIN book ON book.id = job.audiobook_id
    WHERE job.epoch = claim.epoch AND ${sql.unsafe(IS_RUNNING)}
    ORDER BY job.id
    FOR NO KEY UPDATE OF job
  ), forgiven AS (
    UPDATE processing_jobs job SET crashes = '{}'
    FROM held
    WHERE job.id = held.job_id AND job.crashes <> '{}'
  )`

interface HeldRow {
  readonly job_id: string
  readonly epoch: number
}

/** What a statement with `whileHeld` says that ends in `SELECT job_id, epoch FROM held`. */
export function heldAnswers(claims: readonly Claim[], rows: readonly HeldRow[]): readonly ReportAnswer[] {
  const held = new Set(rows.map((row) => `${row.job_id} ${row.epoch}`))
  return claims.map(({ jobId, epoch }) =>
    held.has(`${jobId.toLowerCase()} ${epoch}`) ? 'accepted' : 'stale',
  )
}
