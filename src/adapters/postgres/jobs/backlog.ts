import { type JobBacklog, MAX_MEASURED_JOBS } from '../../../ports/repositories/jobs.ts'
import type { Sql } from '../connection.ts'

/** One round trip. The conditions are those of the indexes `processing_jobs_due`, `_leased` and `_stopped`, word for word. */
export const measureBacklog = (sql: Sql): Promise<readonly JobBacklog[]> =>
  sql<JobBacklog[]>`
    SELECT job_type AS type, state, code, count(*)::integer AS count,
      greatest(0, extract(epoch FROM now() - min(since)))::double precision AS "oldestSeconds"
    FROM (
      (SELECT job_type, NULL AS code,
        CASE WHEN status = 'processing' THEN 'parked' WHEN run_at <= now() THEN 'due' ELSE 'delayed' END AS state,
        CASE WHEN status = 'processing' THEN started_at WHEN run_at <= now() THEN run_at ELSE created_at END AS since
      FROM processing_jobs
      WHERE (status = 'pending' AND gate = '{}') OR (status = 'processing' AND lease_until IS NULL)
      ORDER BY run_at LIMIT ${MAX_MEASURED_JOBS})
      UNION ALL
      (SELECT job_type, NULL, 'running', started_at FROM processing_jobs
      WHERE lease_until IS NOT NULL ORDER BY lease_until LIMIT ${MAX_MEASURED_JOBS})
      UNION ALL
      SELECT job_type, error ->> 'code', 'failed', completed_at FROM (
        SELECT job_type, error, completed_at, status FROM processing_jobs
        WHERE status IN ('failed', 'cancelled') ORDER BY created_at DESC, id DESC LIMIT ${MAX_MEASURED_JOBS}
      ) stopped WHERE status = 'failed'
    ) measured
    GROUP BY 1, 2, 3`
