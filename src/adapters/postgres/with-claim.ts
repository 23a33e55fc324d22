import type { PortResult } from '../../ports/port-error.ts'
import type { Claim, ReportAnswer } from '../../ports/reporter.ts'
import type { Database, TransactionSql } from './connection.ts'
import { heldBy } from './jobs/claims.ts'
import { transaction } from './run-query.ts'
import type { Statements } from './statements.ts'

/**
 * Runs `write` in a transaction while the claim holds; a stale claim writes nothing. The update of the job's row (see
 * `save_output` in the domain) also locks it, so that nobody can claim, end or sweep it in between. The book comes first, as wherever both are locked: rows written here
 * point at it, and someone who removes it locks it before its jobs.
 *
 * Four round trips if `write` sends its statements at once.
 */
export const withClaim = (
  database: Database,
  claim: Claim,
  write: (sql: TransactionSql, audiobookId: string) => Promise<unknown>,
): PortResult<ReportAnswer> =>
  transaction(database, async (sql): Promise<ReportAnswer> => {
    const [, [held]] = await Promise.all([
      keepBookOf(sql, claim.jobId),
      sql<{ audiobook_id: string }[]>`
        UPDATE processing_jobs job SET crashes = '{}' WHERE ${heldBy(sql, claim)} RETURNING job.audiobook_id`,
    ])
    if (held === undefined) return 'stale'
    await write(sql, held.audiobook_id)
    return 'accepted'
  })

const keepBookOf = (sql: Statements, jobId: string) => sql`
  SELECT 1 FROM audiobooks WHERE id = (SELECT audiobook_id FROM processing_jobs WHERE id = ${jobId}) FOR KEY SHARE`
