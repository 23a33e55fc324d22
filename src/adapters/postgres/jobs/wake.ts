import type { WakeOutcome } from '../../../ports/repositories/jobs.ts'
import type { Sql } from '../connection.ts'
import { type ReferenceRow, toReference } from './settle.ts'

/**
 * One round trip, a second for a job that waits for no vendor. It and the park of the same job wait for each other's
 * row: whichever comes second sees what the first wrote.
 */
export async function wakeParkedJob(sql: Sql, jobId: string): Promise<WakeOutcome | null> {
  const [row] = await sql<(ReferenceRow & { is_parked: boolean })[]>`
    UPDATE processing_jobs job
    SET run_at = CASE WHEN lease_until IS NULL THEN least(run_at, now()) ELSE run_at END,
        woken = true, updated_at = now()
    WHERE id = ${jobId} AND status = 'processing'
    RETURNING id, job_type, owner_id, status, priority, run_at, lease_until IS NULL AS is_parked`
  if (row !== undefined) {
    return row.is_parked ? { outcome: 'due', job: toReference(row) } : { outcome: 'noted' }
  }
  const [known] = await sql`SELECT 1 FROM processing_jobs WHERE id = ${jobId}`
  return known === undefined ? null : { outcome: 'not_parked' }
}
