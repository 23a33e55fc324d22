import type { JsonValue, RunningJob } from '../../../domain/job/job.ts'
import type { Claim } from '../../../ports/reporter.ts'
import type { Sql } from '../connection.ts'
import { fromJobRow, JOB_COLUMNS, type JobRow } from '../job-row.ts'
import type { Statements } from '../statements.ts'
import { storableJson, storableText } from '../storable.ts'

/** Who asks for which job, and for how long it is to be his without a heartbeat. */
export interface ClaimRequest {
  readonly jobId: string
  readonly workerId: string
  readonly leaseMs: number
}

/**
 * One statement. Of two that race for a job one waits for the other's row, looks again and finds it taken; of two in
 * one call one gets it. Rows are locked in order of id, so that overlapping calls can't block each other for ever.
 */
export async function claimJobs(
  sql: Sql,
  requests: readonly ClaimRequest[],
): Promise<readonly (RunningJob | null)[]> {
  const ids = requests.map(({ jobId }) => jobId)
  const workerIds = requests.map(({ workerId }) => storableText(workerId))
  const leasesMs = requests.map(({ leaseMs }) => leaseMs)
  const rows = await sql<(JobRow & { place: number })[]>`
    WITH due AS MATERIALIZED (
      SELECT job.id, claim.place, claim.worker_id, claim.lease_ms
      FROM unnest(${ids}::uuid[], ${workerIds}::text[], ${leasesMs}::double precision[])
        WITH ORDINALITY AS claim (job_id, worker_id, lease_ms, place)
      JOIN processing_jobs job ON job.id = claim.job_id
      WHERE ((job.status = 'pending' AND job.gate = '{}') OR (job.status = 'processing' AND job.lease_until IS NULL))
        AND job.run_at <= now()
      ORDER BY job.id
      FOR NO KEY UPDATE OF job
    )
    UPDATE processing_jobs job
    SET status = 'processing', epoch = epoch + 1, worker_id = due.worker_id,
        lease_until = now() + due.lease_ms * interval '1 millisecond',
        woken = false, started_at = coalesce(started_at, now()), updated_at = now()
    FROM due
    WHERE job.id = due.id
    RETURNING due.place, ${sql.unsafe(JOB_COLUMNS)}`
  const byPlace = new Map(rows.map((row) => [row.place, runningJob(row)]))
  return requests.map((_, index) => byPlace.get(index + 1) ?? null)
}

function runningJob(row: JobRow): RunningJob {
  const job = fromJobRow(row)
  if (job.status !== 'processing' || job.phase !== 'running') throw new Error('a claimed job is not running')
  return job
}

/**
 * Of a row that the statement calls `job`: a worker has it. A lease whose time has passed is its holder's until a sweep
 * takes it.
 */
export const IS_RUNNING = `job.status = 'processing' AND job.lease_until IS NOT NULL`

/** The condition under which a claim still counts, on a row that the statement calls `job`. */
export const heldBy = (sql: Statements, claim: Claim) => sql`
  job.id = ${claim.jobId} AND job.epoch = ${claim.epoch} AND ${sql.unsafe(IS_RUNNING)}`

/** One round trip. Rows are locked in order of id, so that overlapping renewals can't block each other for ever. */
export async function renewClaims(
  sql: Sql,
  claims: readonly Claim[],
  leaseMs: number,
): Promise<readonly Claim[]> {
  if (claims.length === 0) return []
  const renewed = await sql<{ id: string; epoch: number }[]>`
    WITH held AS MATERIALIZED (
      SELECT job.id
      FROM jsonb_to_recordset(${storableJson(claims)}::text::jsonb) AS claim ("jobId" uuid, epoch integer)
      JOIN processing_jobs job ON job.id = claim."jobId" AND job.epoch = claim.epoch
      WHERE ${sql.unsafe(IS_RUNNING)}
      ORDER BY job.id
      FOR NO KEY UPDATE OF job
    )
    UPDATE processing_jobs job
    SET lease_until = now() + ${leaseMs}::double precision * interval '1 millisecond', updated_at = now()
    FROM held
    WHERE job.id = held.id
    RETURNING job.id, job.epoch`
  const fresh = new Set(renewed.map((row) => `${row.id} ${row.epoch}`))
  return claims.filter((claim) => !fresh.has(`${claim.jobId.toLowerCase()} ${claim.epoch}`))
}

/** One round trip. False when stale. */
export async function saveProgress(sql: Sql, claim: Claim, fraction: number): Promise<boolean> {
  const progress = Number.isFinite(fraction) ? Math.min(1, Math.max(0, fraction)) : 0
  const { count } = await sql`
    UPDATE processing_jobs job SET progress = greatest(progress, ${progress}), updated_at = now()
    WHERE ${heldBy(sql, claim)}`
  return count > 0
}

/** One round trip. False when stale. */
export async function saveCheckpoint(sql: Sql, claim: Claim, checkpoint: JsonValue): Promise<boolean> {
  const { count } = await sql`
    UPDATE processing_jobs job
    SET checkpoint = nullif(${storableJson(checkpoint)}::text::jsonb, 'null'), updated_at = now()
    WHERE ${heldBy(sql, claim)}`
  return count > 0
}
