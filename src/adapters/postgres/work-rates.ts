import type { JobType } from '../../domain/job/job.ts'
import { decayAfter, type WorkRate } from '../../domain/progress/work-rate.ts'
import { PRIORITY_WEIGHT_MS } from '../../ports/queue-order.ts'
import { type Backlog, MAX_WORK_RATES, type WorkRateRepository } from '../../ports/repositories/work-rates.ts'
import type { Database, Sql } from './connection.ts'
import { query, statement } from './run-query.ts'
import { storableText } from './storable.ts'

/** One round trip each. */
export function createPostgresWorkRates({ sql }: Database): WorkRateRepository {
  return {
    learn: (jobIds, embeddingModel) => statement(() => learn(sql, jobIds, embeddingModel)),
    list: () => query(() => list(sql)),
    backlog: () => query(() => backlog(sql)),
    ahead: (audiobookId) => query(() => ahead(sql, audiobookId)),
  }
}

const MAX_ENGINE_CHARACTERS = 200
/** Of one job; the decay of many is a power of it. */
const DECAY = decayAfter(1)

/** Looked up by id, so that neither the table of jobs nor their completion pays for an index. */
async function learn(sql: Sql, jobIds: readonly string[], embeddingModel: string): Promise<void> {
  if (jobIds.length === 0) return
  await sql`
    WITH measured AS (
      SELECT job.job_type, left(coalesce(
          CASE job.job_type
            WHEN 'transcribe' THEN (
              SELECT transcript.engine FROM transcripts transcript
              WHERE transcript.audiobook_id = job.audiobook_id
                AND (job.chapter_id IS NULL OR transcript.chapter_id = job.chapter_id)
              LIMIT 1)
            WHEN 'embed' THEN ${storableText(embeddingModel)}
            ELSE (
              SELECT output.model FROM ai_outputs output
              WHERE output.audiobook_id = job.audiobook_id AND output.chapter_id IS NOT DISTINCT FROM job.chapter_id
                AND output.kind = CASE job.job_type WHEN 'summarize' THEN 'summary' ELSE 'tags' END
              LIMIT 1)
          END, ''), ${MAX_ENGINE_CHARACTERS}) AS engine,
        extract(epoch FROM job.completed_at - job.started_at)::double precision AS work_seconds,
        coalesce(chapter.duration_seconds, book.duration_seconds) AS audio_seconds
      FROM processing_jobs job
      JOIN audiobooks book ON book.id = job.audiobook_id
      LEFT JOIN chapters chapter ON chapter.id = job.chapter_id
      WHERE job.id = ANY (${[...jobIds]}::uuid[]) AND job.status = 'completed' AND job.started_at IS NOT NULL
        AND job.attempt = 1 AND job.error_history = '[]' AND job.fresh_after_epoch = 0
    ), added AS (
      INSERT INTO work_rates AS known (job_type, engine, work_seconds, audio_seconds, jobs)
      SELECT job_type, engine, sum(work_seconds), sum(audio_seconds), count(*)
      FROM measured WHERE engine <> '' AND audio_seconds > 0
      GROUP BY job_type, engine ORDER BY job_type, engine
      ON CONFLICT (job_type, engine) DO UPDATE
      SET work_seconds = known.work_seconds * power(${DECAY}::double precision, excluded.jobs) + excluded.work_seconds,
          audio_seconds = known.audio_seconds * power(${DECAY}::double precision, excluded.jobs) + excluded.audio_seconds,
          jobs = known.jobs * power(${DECAY}::double precision, excluded.jobs) + excluded.jobs,
          updated_at = now()
    )
    DELETE FROM work_rates WHERE (job_type, engine) IN (
      SELECT job_type, engine FROM work_rates ORDER BY updated_at DESC, job_type, engine OFFSET ${MAX_WORK_RATES}
    )`
}

const list = (sql: Sql): Promise<readonly WorkRate[]> => sql<WorkRate[]>`
  SELECT job_type AS type, engine, work_seconds AS "workSeconds", audio_seconds AS "audioSeconds", jobs,
    updated_at AS "updatedAt"
  FROM work_rates ORDER BY updated_at DESC, job_type, engine LIMIT ${MAX_WORK_RATES}`

const backlog = (sql: Sql): Promise<readonly Backlog[]> => sql<Backlog[]>`
  SELECT job.job_type AS type, job.owner_id AS "ownerId",
    count(*) FILTER (WHERE job.status = 'pending')::integer AS "waitingJobs",
    coalesce(sum(coalesce(chapter.duration_seconds, book.duration_seconds))
      FILTER (WHERE job.status = 'pending'), 0) AS "waitingSeconds",
    count(*) FILTER (WHERE job.status = 'processing')::integer AS "runningJobs",
    coalesce(sum(coalesce(chapter.duration_seconds, book.duration_seconds) * (1 - job.progress))
      FILTER (WHERE job.status = 'processing'), 0) AS "runningSeconds"
  FROM processing_jobs job
  JOIN audiobooks book ON book.id = job.audiobook_id
  LEFT JOIN chapters chapter ON chapter.id = job.chapter_id
  WHERE (job.status = 'pending' AND job.gate = '{}') OR job.status = 'processing'
  GROUP BY job.job_type, job.owner_id
  ORDER BY job.job_type, job.owner_id`

async function ahead(sql: Sql, audiobookId: string) {
  const rows = await sql<{ type: JobType; seconds: number }[]>`
    WITH mine AS (
      SELECT job_type, owner_id, min(run_at - priority * ${PRIORITY_WEIGHT_MS}::double precision * interval '1 millisecond') AS score
      FROM processing_jobs
      WHERE audiobook_id = ${audiobookId} AND status = 'pending'
      GROUP BY job_type, owner_id
    )
    SELECT other.job_type AS type, sum(coalesce(chapter.duration_seconds, book.duration_seconds)) AS seconds
    FROM mine
    JOIN processing_jobs other ON other.job_type = mine.job_type AND other.owner_id = mine.owner_id
    JOIN audiobooks book ON book.id = other.audiobook_id
    LEFT JOIN chapters chapter ON chapter.id = other.chapter_id
    WHERE other.status = 'pending' AND other.gate = '{}' AND other.audiobook_id <> ${audiobookId}
      AND other.run_at - other.priority * ${PRIORITY_WEIGHT_MS}::double precision * interval '1 millisecond' < mine.score
    GROUP BY other.job_type`
  return Object.fromEntries(rows.map(({ type, seconds }) => [type, seconds]))
}
