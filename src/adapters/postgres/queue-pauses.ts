import type { JobType } from '../../domain/job/job.ts'
import type { QueuePause, QueuePauseRepository } from '../../ports/repositories/queue-pauses.ts'
import type { Database } from './connection.ts'
import { query } from './run-query.ts'
import { storableText } from './storable.ts'

/** One round trip each. */
export const createPostgresQueuePauses = ({ sql }: Database): QueuePauseRepository => ({
  list: () =>
    query(async () => {
      const rows = await sql<QueuePause[]>`
        SELECT job_type AS type, paused_by AS "pausedBy", paused_at AS "pausedAt" FROM queue_pauses`
      return [...rows]
    }),
  pause: (type, pausedBy) =>
    query(async () => {
      // The update changes nothing, so that the row is answered either way.
      const [row] = await sql<{ type: JobType; pausedBy: string; pausedAt: Date }[]>`
        INSERT INTO queue_pauses (job_type, paused_by) VALUES (${type}, ${storableText(pausedBy)})
        ON CONFLICT (job_type) DO UPDATE SET job_type = excluded.job_type
        RETURNING job_type AS type, paused_by AS "pausedBy", paused_at AS "pausedAt"`
      if (row === undefined) throw new Error('an upsert answered no row')
      return { ...row }
    }),
  resume: (type) =>
    query(async () => {
      await sql`DELETE FROM queue_pauses WHERE job_type = ${type}`
    }),
})
