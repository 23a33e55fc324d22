import type { Claim } from '../../../ports/reporter.ts'
import type { SettleOutcome } from '../../../ports/repositories/jobs.ts'
import type { TransactionSql } from '../connection.ts'
import { fromJobRow, JOB_COLUMNS, type JobRow } from '../job-row.ts'
import { refreshBook } from './book-state.ts'
import { type ReferenceRow, refused, toReference } from './settle.ts'

/**
 * Ends several jobs at once, each as if it were alone: a claim that is stale is refused and holds up no other. Three
 * round trips (begin, the statements in one, commit), whatever their number; two more when the last job of a book is
 * among them.
 */
export async function completeJobs(
  sql: TransactionSql,
  claims: readonly Claim[],
): Promise<readonly SettleOutcome[]> {
  const reported = { ids: claims.map(({ jobId }) => jobId), epochs: claims.map(({ epoch }) => epoch) }
  const [, , rows, opened, finished] = await Promise.all([
    lockBooks(sql, reported),
    lockJobs(sql, reported),
    complete(sql, reported),
    openGates(sql, reported),
    finishedBooks(sql, reported),
  ])
  const completed = new Map(rows.map((row) => [keyOf(row.id, row.epoch), row]))
  const books = new Set(rows.map((row) => row.audiobook_id))
  await Promise.all(finished.filter(({ id }) => books.has(id)).map(({ id }) => refreshBook(sql, id)))

  const open = Map.groupBy(
    opened.filter((job) => job.is_open),
    (job) => job.audiobook_id,
  )
  const outcomes: SettleOutcome[] = []
  for (const claim of claims) {
    const key = keyOf(claim.jobId, claim.epoch)
    const row = completed.get(key)
    // The same report in the same call is a repetition.
    completed.delete(key)
    if (row === undefined) {
      outcomes.push(await refused(sql, claim, 'completed'))
      continue
    }
    const jobs = open.get(row.audiobook_id) ?? []
    // What several jobs of a book opened together is told once.
    open.delete(row.audiobook_id)
    outcomes.push({ outcome: 'accepted', job: fromJobRow(row), opened: jobs.map(toReference) })
  }
  return outcomes
}

/** As arrays: of JSON the planner expects a hundred rows, and reads the whole table for them. */
interface Reported {
  readonly ids: string[]
  readonly epochs: number[]
}

const keyOf = (jobId: string, epoch: number) => `${jobId.toLowerCase()} ${epoch}`

/** See `lockBookOf`; in order, so that two such calls can't block each other for ever. */
const lockBooks = (sql: TransactionSql, { ids }: Reported) => sql`
  SELECT 1 FROM audiobooks
  WHERE id IN (SELECT audiobook_id FROM processing_jobs WHERE id = ANY (${ids}::uuid[]))
  ORDER BY id FOR NO KEY UPDATE`

/** In the order in which leases are renewed. */
const lockJobs = (sql: TransactionSql, { ids }: Reported) => sql`
  SELECT 1 FROM processing_jobs WHERE id = ANY (${ids}::uuid[]) ORDER BY id FOR NO KEY UPDATE`

const complete = (sql: TransactionSql, { ids, epochs }: Reported) => sql<JobRow[]>`
  UPDATE processing_jobs job
  SET status = 'completed', progress = 1, completed_at = now(), lease_until = NULL, worker_id = NULL,
      settled_epoch = job.epoch, settled_as = 'completed', updated_at = now()
  FROM unnest(${ids}::uuid[], ${epochs}::integer[]) AS claim (job_id, epoch)
  WHERE job.id = claim.job_id AND job.epoch = claim.epoch
    AND job.status = 'processing' AND job.lease_until IS NOT NULL
  RETURNING ${sql.unsafe(JOB_COLUMNS)}`

/** Opens nothing for a claim that was refused. */
const openGates = (sql: TransactionSql, { ids, epochs }: Reported) => sql<
  (ReferenceRow & { audiobook_id: string; is_open: boolean })[]
>`
  UPDATE processing_jobs job
  SET gate = ARRAY(SELECT waited FROM unnest(job.gate) AS waited WHERE waited <> ALL (done.ids)), updated_at = now()
  FROM (
    SELECT over.audiobook_id, array_agg(over.id) AS ids
    FROM unnest(${ids}::uuid[], ${epochs}::integer[]) AS claim (job_id, epoch)
    JOIN processing_jobs over ON over.id = claim.job_id
    WHERE over.status = 'completed' AND over.settled_epoch = claim.epoch
    GROUP BY over.audiobook_id
  ) done
  WHERE job.audiobook_id = done.audiobook_id AND job.status = 'pending' AND job.gate && done.ids
  RETURNING job.id, job.job_type, job.owner_id, job.status, job.priority, job.run_at, job.audiobook_id, job.gate = '{}' AS is_open`

const finishedBooks = (sql: TransactionSql, { ids }: Reported) => sql<{ id: string }[]>`
  SELECT DISTINCT over.audiobook_id AS id FROM processing_jobs over
  WHERE over.id = ANY (${ids}::uuid[]) AND NOT EXISTS (
    SELECT 1 FROM processing_jobs job
    WHERE job.audiobook_id = over.audiobook_id AND job.status IN ('pending', 'processing')
  )`
