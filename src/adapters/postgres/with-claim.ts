import type { Claim, ReportAnswer } from '../../ports/reporter.ts'
import { heldBy } from './jobs/claims.ts'
import type { Statements } from './statements.ts'

/**
 * `WITH` queries for a statement that writes only while a claim holds: `held` has the id of the job's book in
 * `audiobook_id`, or no row when the claim is stale. To be read by everything that the statement writes.
 *
 * The update of the job's row (see `save_output` in the domain) also locks it, so that nobody can claim, end or sweep
 * it before the statement has ended. The book comes first, as wherever both are locked: rows written here point at it,
 * and someone who removes it locks it before its jobs.
 */
export const whileHeld = (sql: Statements, claim: Claim) => sql`
  book AS MATERIALIZED (
    SELECT id FROM audiobooks
    WHERE id = (SELECT audiobook_id FROM processing_jobs WHERE id = ${claim.jobId})
    FOR KEY SHARE
  ), held AS MATERIALIZED (
    UPDATE processing_jobs job SET crashes = '{}'
    FROM book
    WHERE job.audiobook_id = book.id AND ${heldBy(sql, claim)}
    RETURNING job.audiobook_id
  )`

/** What a statement with `whileHeld` says that ends in `SELECT 1 FROM held`. */
export const heldAnswer = ({ count }: { readonly count: number }): ReportAnswer =>
  count > 0 ? 'accepted' : 'stale'
