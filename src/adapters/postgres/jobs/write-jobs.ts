import type { Job } from '../../../domain/job/job.ts'
import { toJobRow } from '../job-row.ts'
import type { Statements } from '../statements.ts'
import { storableJson } from '../storable.ts'

/** A job that a transition changed: as it was read, and as it is to be. */
export interface JobChange {
  readonly before: Job
  readonly after: Job
}

/**
 * Writes what transitions decided, in one statement. The rows must be locked since `before` was read. What never
 * changes is not written, and times that the database set to the microsecond are not rounded.
 */
export function writeJobs(sql: Statements, changes: readonly JobChange[]): Promise<unknown> {
  const rows = changes.map(({ before, after }) => ({
    ...toJobRow(after),
    new_crashes: crashedBetween(before, after) ? 1 : 0,
  }))
  return sql`
    UPDATE processing_jobs job
    SET status = next.status, epoch = next.epoch,
        fresh_after_epoch = next.fresh_after_epoch, attempt = next.attempt,
        crashes = next.crashes, crash_count = job.crash_count + next.new_crashes,
        run_at = coalesce(next.run_at, job.run_at), lease_until = next.lease_until, worker_id = next.worker_id,
        gate = next.gate, checkpoint = next.checkpoint, progress = next.progress,
        error = next.error, error_history = next.error_history, cancel_reason = next.cancel_reason,
        settled_epoch = next.settled_epoch, settled_as = next.settled_as,
        started_at = coalesce(job.started_at, next.started_at), completed_at = next.completed_at,
        updated_at = now()
    FROM jsonb_to_recordset(${storableJson(rows)}::text::jsonb) AS next (
      id uuid, status text, epoch integer, fresh_after_epoch integer, attempt integer,
      crashes timestamptz[], new_crashes integer,
      run_at timestamptz, lease_until timestamptz, worker_id text, gate uuid[], checkpoint jsonb,
      progress double precision, error jsonb, error_history jsonb, cancel_reason jsonb,
      settled_epoch integer, settled_as text, started_at timestamptz, completed_at timestamptz
    )
    WHERE job.id = next.id`
}

/** A redrive forgets crashes, which is none. */
const crashedBetween = (before: Job, after: Job) =>
  after.crashes.length > 0 && after.crashes.at(-1)?.getTime() !== before.crashes.at(-1)?.getTime()

/** New jobs, in one statement. Their chapters and their book must be there. */
export function insertJobs(sql: Statements, jobs: readonly Job[]): Promise<unknown> {
  return sql`
    INSERT INTO processing_jobs (id, audiobook_id, owner_id, chapter_id, job_type, status, priority, epoch,
      fresh_after_epoch, attempt, crashes,
      run_at, lease_until, worker_id, gate, checkpoint, progress, error, error_history, cancel_reason,
      settled_epoch, settled_as, created_at, started_at, completed_at)
    SELECT id, audiobook_id, owner_id, chapter_id, job_type, status, priority, epoch, fresh_after_epoch, attempt, crashes,
      coalesce(run_at, created_at), lease_until, worker_id, gate, checkpoint, progress, error, error_history,
      cancel_reason, settled_epoch, settled_as, created_at, started_at, completed_at
    FROM jsonb_to_recordset(${storableJson(jobs.map(toJobRow))}::text::jsonb) AS job (
      id uuid, audiobook_id uuid, owner_id text, chapter_id uuid, job_type text, status text, priority smallint,
      epoch integer, fresh_after_epoch integer, attempt integer, crashes timestamptz[], run_at timestamptz, lease_until timestamptz, worker_id text,
      gate uuid[], checkpoint jsonb, progress double precision, error jsonb, error_history jsonb,
      cancel_reason jsonb, settled_epoch integer, settled_as text, created_at timestamptz,
      started_at timestamptz, completed_at timestamptz
    )`
}
