import type { Failure } from '../../../domain/job/failure.ts'
import { FIRST_PRIORITY, type JobReference, type JobType, type Settlement } from '../../../domain/job/job.ts'
import { transition } from '../../../domain/job/transitions.ts'
import type { Claim } from '../../../ports/reporter.ts'
import type { SettleOutcome } from '../../../ports/repositories/jobs.ts'
import type { Sql, TransactionSql } from '../connection.ts'
import { fromJobRow, JOB_COLUMNS, type JobRow } from '../job-row.ts'
import type { Statements } from '../statements.ts'
import { applyChange, lockBookOf } from './book-state.ts'
import { heldBy } from './claims.ts'

/** Four round trips; one more when it is the end of the job. */
export async function failJob(
  sql: TransactionSql,
  claim: Claim,
  failure: Failure,
  random: number,
): Promise<SettleOutcome> {
  const read = await lockJob(sql, claim.jobId)
  if (read === null) return { outcome: 'stale' }
  const event = { type: 'fail', epoch: claim.epoch, failure, random } as const
  const decided = transition(read.job, event, read.now)
  if (decided.isErr()) return { outcome: decided.error === 'repeated' ? 'repeated' : 'stale' }
  await applyChange(sql, { before: read.job, after: decided.value }, read.now)
  return { outcome: 'accepted', job: decided.value, opened: [] }
}

/** One round trip: a job, with its book and itself locked, and the database's time. */
export async function lockJob(sql: TransactionSql, jobId: string) {
  const [, [row]] = await Promise.all([
    lockBookOf(sql, jobId),
    sql<(JobRow & { now: Date })[]>`
      SELECT ${sql.unsafe(JOB_COLUMNS)}, now() FROM processing_jobs job WHERE id = ${jobId} FOR NO KEY UPDATE`,
  ])
  return row === undefined ? null : { job: fromJobRow(row), now: row.now }
}

/** One round trip. Neither the book nor other jobs change, so nothing but the job's row needs a lock. */
export async function parkJob(sql: Sql, claim: Claim, resumeAfterMs: number): Promise<SettleOutcome> {
  const [row] = await sql<JobRow[]>`
    UPDATE processing_jobs job
    SET run_at = CASE WHEN woken THEN now()
                      ELSE now() + ${resumeAfterMs}::double precision * interval '1 millisecond' END,
        lease_until = NULL, worker_id = NULL, settled_epoch = epoch, settled_as = 'parked', updated_at = now()
    WHERE ${heldBy(sql, claim)}
    RETURNING ${sql.unsafe(JOB_COLUMNS)}`
  if (row === undefined) return refused(sql, claim, 'parked')
  return { outcome: 'accepted', job: fromJobRow(row), opened: [] }
}

/** One round trip. Neither the book nor other jobs change, so nothing but the job's row needs a lock. */
export async function releaseJob(sql: Sql, claim: Claim): Promise<SettleOutcome> {
  const [row] = await sql<JobRow[]>`
    UPDATE processing_jobs job
    SET status = 'pending', run_at = now(), lease_until = NULL, worker_id = NULL,
        settled_epoch = epoch, settled_as = 'released', updated_at = now()
    WHERE ${heldBy(sql, claim)}
    RETURNING ${sql.unsafe(JOB_COLUMNS)}`
  if (row === undefined) return refused(sql, claim, 'released')
  return { outcome: 'accepted', job: fromJobRow(row), opened: [] }
}

/** One round trip more, for reports that come late or twice. */
export async function refused(sql: Statements, claim: Claim, as: Settlement['as']): Promise<SettleOutcome> {
  const [row] = await sql`
    SELECT 1 FROM processing_jobs
    WHERE id = ${claim.jobId} AND settled_epoch = ${claim.epoch} AND settled_as = ${as}`
  return { outcome: row === undefined ? 'stale' : 'repeated' }
}

export interface ReferenceRow {
  readonly id: string
  readonly job_type: JobType
  readonly owner_id: string
  readonly status: 'pending' | 'processing'
  readonly priority: number
  readonly run_at: Date
}

export const toReference = (row: ReferenceRow): JobReference => ({
  id: row.id,
  type: row.job_type,
  ownerId: row.owner_id,
  priority: row.status === 'processing' ? FIRST_PRIORITY : row.priority,
  runAt: row.run_at,
})
