import { deadLetter } from '../../../domain/job/dependents.ts'
import { CRASH_WINDOW_MS, MAX_CRASHES, MAX_ERROR_HISTORY } from '../../../domain/job/failure.ts'
import type { DeadLetter, Job, JobReference } from '../../../domain/job/job.ts'
import { transition } from '../../../domain/job/transitions.ts'
import type { SweepOutcome } from '../../../ports/repositories/jobs.ts'
import { beginTransaction } from '../begin-transaction.ts'
import type { Sql } from '../connection.ts'
import { applyChange } from './book-state.ts'
import { lockJob, type ReferenceRow, toReference } from './settle.ts'

/** As in the domain; the contract suite compares the two. */
const WORKER_LOST = { code: 'worker_lost', message: 'The worker was lost while it worked on this job.' }

/**
 * Two round trips, and five for each poisoned job. Rows that someone is working on right now are left to the
 * next sweep. Poisoned jobs go one by one: they lock their book before the job, as every end of a job does.
 */
export async function sweepExpiredLeases(sql: Sql, limit: number): Promise<SweepOutcome> {
  const returned = await returnLost(sql, limit)
  const suspects = await listSuspects(sql, limit - returned.length)
  const poisoned: DeadLetter[] = []
  for (const { id } of suspects) {
    const job = await expireLease(sql, id)
    if (job?.status === 'failed') poisoned.push(deadLetter(job))
  }
  return { returned, poisoned }
}

/** The crashes of a row called `job` that still count. */
const recentCrashes = (sql: Sql) => sql`
  SELECT crash FROM unnest(job.crashes) AS crash
  WHERE crash > now() - ${CRASH_WINDOW_MS}::double precision * interval '1 millisecond'`

/** One guarded update; the same as `expire_lease` in the domain for a job that one more crash does not make poison. */
async function returnLost(sql: Sql, limit: number): Promise<readonly JobReference[]> {
  const rows = await sql<ReferenceRow[]>`
    WITH lost AS MATERIALIZED (
      SELECT job.id FROM processing_jobs job
      WHERE job.lease_until <= now()
        AND (SELECT count(*) FROM (${recentCrashes(sql)}) AS recent) < ${MAX_CRASHES - 1}
      ORDER BY job.lease_until
      LIMIT ${limit}
      FOR NO KEY UPDATE OF job SKIP LOCKED
    )
    UPDATE processing_jobs job
    SET status = 'pending', run_at = now(), lease_until = NULL, worker_id = NULL,
        crash_count = job.crash_count + 1,
        crashes = ARRAY (${recentCrashes(sql)} ORDER BY crash) || now(),
        error_history =
          CASE WHEN jsonb_array_length(job.error_history) >= ${MAX_ERROR_HISTORY} THEN job.error_history - 0
               ELSE job.error_history END
          || jsonb_build_object('kind', 'crash', 'code', ${WORKER_LOST.code}::text,
               'message', ${WORKER_LOST.message}::text, 'at', now(), 'epoch', job.epoch, 'attempt', job.attempt),
        updated_at = now()
    FROM lost
    WHERE job.id = lost.id
    RETURNING job.id, job.job_type, job.owner_id, job.status, job.priority, job.run_at`
  return rows.map(toReference)
}

const listSuspects = (sql: Sql, limit: number) => sql<Pick<ReferenceRow, 'id'>[]>`
  SELECT job.id FROM processing_jobs job
  WHERE job.lease_until <= now()
    AND (SELECT count(*) FROM (${recentCrashes(sql)}) AS recent) >= ${MAX_CRASHES - 1}
  ORDER BY job.lease_until
  LIMIT ${limit}`

/** What became of the job; null when its lease has not ended after all. */
function expireLease(sql: Sql, jobId: string): Promise<Job | null> {
  return beginTransaction(sql, async (transaction) => {
    const read = await lockJob(transaction, jobId)
    if (read === null) return null
    const decided = transition(read.job, { type: 'expire_lease' }, read.now)
    if (decided.isErr()) return null
    await applyChange(transaction, { before: read.job, after: decided.value }, read.now)
    return decided.value
  })
}
