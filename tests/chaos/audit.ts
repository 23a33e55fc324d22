import type { Sql } from '../../src/adapters/postgres/connection.ts'
import { FIRST_PRIORITY, type JobType } from '../../src/domain/job/job.ts'
import type { Change, FinalBook, JobState } from './history.ts'

/**
 * Writes down every committed change of a job, heartbeats and progress left out. Deferred to the commit, so that the
 * time is that at which others began to see it.
 */
const INSTALL = `
CREATE TABLE chaos_audit (
  sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  before jsonb,
  after jsonb NOT NULL
);
CREATE FUNCTION chaos_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO chaos_audit (at, before, after) VALUES (
    clock_timestamp(),
    CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD) - 'error_history' - 'checkpoint' END,
    to_jsonb(NEW) - 'error_history' - 'checkpoint');
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER chaos_audit
  AFTER INSERT OR UPDATE OF status, epoch, attempt, gate, crash_count, settled_epoch, settled_as, worker_id
  ON processing_jobs DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION chaos_audit();`

/** The schema must be there, jobs not yet. */
export const installAudit = (sql: Sql) => sql.unsafe(INSTALL)

interface StoredState {
  readonly id: string
  readonly audiobook_id: string
  readonly job_type: JobType
  readonly status: JobState['status']
  readonly epoch: number
  readonly attempt: number
  readonly crash_count: number
  readonly gate: readonly string[]
  readonly run_at: string
  readonly lease_until: string | null
  readonly worker_id: string | null
  readonly settled_epoch: number | null
  readonly settled_as: JobState['settledAs']
  readonly error: JobState['error']
  readonly cancel_reason: { readonly code: NonNullable<JobState['cancelReason']> } | null
}

interface AuditRow {
  readonly sequence: number
  readonly at: Date
  readonly before: StoredState | null
  readonly after: StoredState
}

export async function readChanges(sql: Sql): Promise<readonly Change[]> {
  const rows = await sql<AuditRow[]>`SELECT sequence, at, before, after FROM chaos_audit ORDER BY sequence`
  return rows.map(({ sequence, at, before, after }) => ({
    sequence,
    atMs: at.getTime(),
    jobId: after.id,
    audiobookId: after.audiobook_id,
    type: after.job_type,
    before: before === null ? null : toState(before),
    after: toState(after),
  }))
}

const toState = (stored: StoredState): JobState => ({
  status: stored.status,
  epoch: stored.epoch,
  attempt: stored.attempt,
  crashCount: stored.crash_count,
  gate: stored.gate,
  runAtMs: Date.parse(stored.run_at),
  leaseUntilMs: stored.lease_until === null ? null : Date.parse(stored.lease_until),
  workerId: stored.worker_id,
  settledEpoch: stored.settled_epoch,
  settledAs: stored.settled_as,
  error: stored.error,
  cancelReason: stored.cancel_reason?.code ?? null,
})

/** Every book with its jobs, and whether completed ones left what they were to make. */
export async function readBooks(sql: Sql): Promise<readonly FinalBook[]> {
  return await sql<FinalBook[]>`
    SELECT book.id, book.status, jsonb_agg(jsonb_build_object(
      'id', job.id, 'type', job.job_type, 'status', job.status,
      'hasOutput', CASE job.job_type
        WHEN 'transcribe' THEN NOT EXISTS (
          SELECT 1 FROM chapters
          WHERE chapters.audiobook_id = book.id AND (job.chapter_id IS NULL OR chapters.id = job.chapter_id)
            AND chapters.id NOT IN (SELECT chapter_id FROM transcripts))
        WHEN 'summarize' THEN EXISTS (
          SELECT 1 FROM ai_outputs output WHERE output.audiobook_id = book.id AND output.kind = 'summary'
            AND output.chapter_id IS NOT DISTINCT FROM job.chapter_id)
        WHEN 'tag' THEN EXISTS (
          SELECT 1 FROM ai_outputs output WHERE output.audiobook_id = book.id AND output.kind = 'tags')
        ELSE true END)) AS jobs
    FROM audiobooks book JOIN processing_jobs job ON job.audiobook_id = book.id
    GROUP BY book.id`
}

/** What may be leased now, with the rank that the queue gives it: what was parked goes first. */
export async function readDue(
  sql: Sql,
): Promise<readonly { id: string; type: JobType; priority: number; run_at: Date }[]> {
  return await sql<{ id: string; type: JobType; priority: number; run_at: Date }[]>`
    SELECT id, job_type AS type, run_at,
      CASE status WHEN 'processing' THEN ${FIRST_PRIORITY} ELSE priority END AS priority
    FROM processing_jobs
    WHERE run_at <= now()
      AND ((status = 'pending' AND gate = '{}') OR (status = 'processing' AND lease_until IS NULL))`
}

export async function countUnfinished(sql: Sql): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    SELECT count(*)::integer AS count FROM processing_jobs WHERE status IN ('pending', 'processing')`
  return row?.count ?? 0
}
