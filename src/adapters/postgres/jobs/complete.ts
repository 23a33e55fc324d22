import type { Claim } from '../../../ports/reporter.ts'
import type { SettleOutcome } from '../../../ports/repositories/jobs.ts'
import type { TransactionSql } from '../connection.ts'
import { fromJobRow, JOB_COLUMNS, type JobRow } from '../job-row.ts'
import { epochsOf, jobIdsOf } from '../statements.ts'
import { refreshBook } from './book-state.ts'
import { IS_RUNNING } from './claims.ts'
import { type ReferenceRow, refused, toReference } from './settle.ts'

/**
 * Ends several jobs at once, each as if it were alone: a claim that is stale is refused and holds up no other. Three
 * round trips (begin, two statements, commit), whatever their number; two more when the last job of a book is among
 * them.
 */
export async function completeJobs(
  sql: TransactionSql,
  claims: readonly Claim[],
): Promise<readonly SettleOutcome[]> {
  const [, rows] = await Promise.all([lockBooks(sql, claims), complete(sql, claims)])
  const finished = new Set(rows.filter((row) => row.is_book_finished).map((row) => row.audiobook_id))
  await Promise.all([...finished].map((id) => refreshBook(sql, id)))

  const completed = new Map(rows.map((row) => [keyOf(row.id, row.epoch), row]))
  const told = new Set<string>()
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
    // What several jobs of a book opened together is told once.
    const opened = told.has(row.audiobook_id) ? [] : row.opened
    told.add(row.audiobook_id)
    outcomes.push({ outcome: 'accepted', job: fromJobRow(row), opened: opened.map(fromJson) })
  }
  return outcomes
}

const keyOf = (jobId: string, epoch: number) => `${jobId.toLowerCase()} ${epoch}`

/** See `lockBookOf`; in order, so that two such calls can't block each other for ever. */
const lockBooks = (sql: TransactionSql, claims: readonly Claim[]) => sql`
  SELECT 1 FROM audiobooks
  WHERE id IN (SELECT audiobook_id FROM processing_jobs WHERE id = ANY (${jobIdsOf(sql, claims)}))
  ORDER BY id FOR NO KEY UPDATE`

type CompletedRow = JobRow & {
  /** By all that ended here, in the book of this one. */
  readonly opened: readonly OpenedJob[]
  readonly is_book_finished: boolean
}

/** As JSON carries it. */
type OpenedJob = Omit<ReferenceRow, 'run_at'> & { readonly run_at: string }

const fromJson = (opened: OpenedJob) => toReference({ ...opened, run_at: new Date(opened.run_at) })

/**
 * Jobs are locked in the order in which leases are renewed. The parts of one statement see the rows as they were before
 * it: what it completes is told apart by its id.
 */
const complete = (sql: TransactionSql, claims: readonly Claim[]) => sql<CompletedRow[]>`
  WITH held AS MATERIALIZED (
    SELECT job.id
    FROM unnest(${jobIdsOf(sql, claims)}, ${epochsOf(sql, claims)}) AS claim (job_id, epoch)
    JOIN processing_jobs job ON job.id = claim.job_id AND job.epoch = claim.epoch
    WHERE ${sql.unsafe(IS_RUNNING)}
    ORDER BY job.id
    FOR NO KEY UPDATE OF job
  ), completed AS (
    UPDATE processing_jobs job
    SET status = 'completed', progress = 1, completed_at = now(), lease_until = NULL, worker_id = NULL,
        settled_epoch = job.epoch, settled_as = 'completed', updated_at = now()
    FROM held
    WHERE job.id = held.id
    RETURNING ${sql.unsafe(JOB_COLUMNS)}
  ), done AS MATERIALIZED (
    SELECT audiobook_id, array_agg(id) AS ids FROM completed GROUP BY audiobook_id
  ), waiting AS MATERIALIZED (
    SELECT job.id, job.audiobook_id, job.status, job.gate && done.ids AS opens, done.ids
    FROM done JOIN processing_jobs job ON job.audiobook_id = done.audiobook_id
    WHERE job.status IN ('pending', 'processing') AND job.id <> ALL (done.ids)
  ), opened AS (
    UPDATE processing_jobs job
    SET gate = ARRAY(SELECT waited FROM unnest(job.gate) AS waited WHERE waited <> ALL (waiting.ids)), updated_at = now()
    FROM waiting
    WHERE job.id = waiting.id AND waiting.status = 'pending' AND waiting.opens
    RETURNING job.id, job.job_type, job.owner_id, job.status, job.priority, job.run_at, job.audiobook_id,
      job.gate = '{}' AS is_open
  )
  SELECT job.*,
    coalesce((SELECT json_agg(opened) FROM opened WHERE is_open AND opened.audiobook_id = job.audiobook_id), '[]')
      AS opened,
    NOT EXISTS (SELECT 1 FROM waiting WHERE waiting.audiobook_id = job.audiobook_id) AS is_book_finished
  FROM completed job`
