import { type Job as BossJob, type Db, type FlowJob, PgBoss } from 'pg-boss'
import type { JobType } from '../../src/domain/job/job.ts'
import type { CountedEngines } from './engines.ts'
import { countDone, type Execute, insertBook, type PlannedBook } from './rival-book.ts'
import { type RivalJob, runRivalJob } from './rival-work.ts'
import { ALL_TYPES, onlyMakesBooks, type RunningRole, type Settings, TYPES_OF } from './settings.ts'

interface Opening {
  readonly id: string
  readonly job: RivalJob
}

/** Data of a job. What it opens stands there in `pg-boss handlers` only. */
interface JobData extends RivalJob {
  readonly opens?: readonly Opening[]
  /** Opened by the last transcript of the book. */
  readonly opensLast?: Opening
}

/** Connections: each running batch holds one, beside what fetches and listens. */
const SPARE_CONNECTIONS = 10
/** The least that pg-boss takes. */
const FLOW_INTERVAL_SECONDS = 1
const POLLING_INTERVAL_SECONDS = 0.5
/** Its resolver may be called at will; its own timer is too slow for a bench of seconds. */
const RESOLVE_EVERY_MS = 100

/**
 * The same flow on pg-boss, as its documentation makes it fast: jobs are fetched and completed in batches, a full batch
 * is followed by the next at once, NOTIFY wakes who waits, and the outputs are saved in the transaction that completes
 * the jobs (`transactional`). The state of jobs is pg-boss's own table.
 */
export async function startPgBossRole(settings: Settings, engines: CountedEngines): Promise<RunningRole> {
  const { role, slots, databaseUrl } = settings
  const isFlow = settings.candidate === 'pg-boss flow'
  const boss = new PgBoss({
    connectionString: databaseUrl,
    max: TYPES_OF[role].length * BATCHES + SPARE_CONNECTIONS,
    useListenNotify: true,
    schedule: false,
    supervise: role === 'api',
    migrate: role === 'api',
    flowIntervalSeconds: FLOW_INTERVAL_SECONDS,
  })
  boss.on('error', (error) => {
    process.stderr.write(`pg-boss: ${error.message}\n`)
  })
  await boss.start()
  if (role !== 'api') {
    for (const type of TYPES_OF[role]) await work(boss, engines, type, slots)
    return { makeBook: onlyMakesBooks(role), close: () => boss.stop({ graceful: false }) }
  }
  for (const type of ALL_TYPES) await boss.createQueue(type, { notify: true })
  const stopResolving = isFlow ? resolveAgainAndAgain(boss) : () => {}
  return {
    makeBook: (uploadId, title) => makeBook(boss, isFlow, uploadId, title),
    close: async () => {
      stopResolving()
      await boss.stop({ graceful: false })
    },
  }
}

const executeWith =
  (db: Db): Execute =>
  async (text, values) =>
    (await db.executeSql(text, [...values])).rows

async function makeBook(boss: PgBoss, isFlow: boolean, uploadId: string, title: string): Promise<void> {
  const transaction = await boss.getDb().beginTransaction?.()
  if (transaction === undefined) throw new Error('pg-boss has no transactions on this database')
  const { db } = transaction
  try {
    const plan = await insertBook(executeWith(db), uploadId, title)
    if (isFlow) await boss.flow(flowOf(plan), { db })
    else await boss.insert('transcribe', transcribesOf(plan), { db })
    await transaction.commit()
  } catch (error) {
    await transaction.rollback()
    throw error
  }
}

const flowOf = ({ jobs }: PlannedBook): FlowJob[] =>
  jobs.map(({ id, type, audiobookId, chapterId, gate }) => ({
    ref: id,
    name: type,
    data: { type, audiobookId, chapterId } satisfies JobData,
    options: { id },
    dependsOn: [...gate],
  }))

/** The first jobs; each carries what it opens. A job that waits for all transcripts is opened by the last of them. */
function transcribesOf({ jobs }: PlannedBook) {
  const opening = ({ id, type, audiobookId, chapterId }: PlannedBook['jobs'][number]): Opening => ({
    id,
    job: { type, audiobookId, chapterId },
  })
  const last = jobs.filter((job) => job.gate.length > 1).map(opening)[0]
  return jobs
    .filter((job) => job.gate.length === 0)
    .map(({ id, type, audiobookId, chapterId }) => {
      const opens = jobs.filter((job) => job.gate.length === 1 && job.gate[0] === id).map(opening)
      const data: JobData = {
        ...{ type, audiobookId, chapterId, opens },
        ...(last === undefined ? {} : { opensLast: last }),
      }
      return { id, data }
    })
}

/** Batches of one type under way together, in one process: they share the slots. */
const BATCHES = 2

async function work(boss: PgBoss, engines: CountedEngines, type: JobType, slots: number): Promise<void> {
  await boss.work<JobData, unknown, { transactional: true }>(
    type,
    {
      transactional: true,
      ...{
        batchSize: Math.ceil(slots / BATCHES),
        localConcurrency: BATCHES,
        burstWhenBatchFull: true,
        pollingIntervalSeconds: POLLING_INTERVAL_SECONDS,
        notifyPollingIntervalSeconds: POLLING_INTERVAL_SECONDS,
      },
    },
    async (jobs, db) => {
      const execute = executeWith(db)
      for (const { data } of jobs) await runRivalJob(execute, engines, data)
      await countDone(
        execute,
        jobs.map(({ data }) => data.audiobookId),
      )
      if (type === 'transcribe') await openNext(boss, db, jobs)
    },
  )
}

/** Sends what these jobs open, in the transaction that completes them. */
async function openNext(boss: PgBoss, db: Db, jobs: readonly BossJob<JobData>[]): Promise<void> {
  const opened = jobs.flatMap(({ data }) => data.opens ?? [])
  const books = jobs.flatMap(({ data }) => (data.opensLast === undefined ? [] : [data.opensLast]))
  if (books.length > 0) opened.push(...(await openedLast(db, books)))
  for (const type of ALL_TYPES) {
    const ofType = opened.filter(({ job }) => job.type === type)
    if (ofType.length > 0)
      await boss.insert(
        type,
        ofType.map(({ id, job }) => ({ id, data: job })),
        { db },
      )
  }
}

/** Counts the transcripts of books; answers what waits for all of them where none is missing any more. */
async function openedLast(db: Db, waiting: readonly Opening[]): Promise<readonly Opening[]> {
  const rows = await executeWith(db)(
    `UPDATE audiobooks SET transcripts_left = transcripts_left - done.jobs
     FROM (SELECT id::uuid, count(*)::integer AS jobs FROM jsonb_array_elements_text($1::text::jsonb) AS id GROUP BY 1) done
     WHERE audiobooks.id = done.id RETURNING audiobooks.id, transcripts_left`,
    [JSON.stringify(waiting.map(({ job }) => job.audiobookId))],
  )
  const complete = new Set(rows.filter((row) => row.transcripts_left === 0).map((row) => row.id))
  const byBook = new Map(waiting.map((opening) => [opening.job.audiobookId, opening]))
  return [...byBook.values()].filter(({ job }) => complete.has(job.audiobookId))
}

function resolveAgainAndAgain(boss: PgBoss): () => void {
  const timer = setInterval(() => {
    if (!boss.isResolvingFlow()) void boss.resolveFlow()
  }, RESOLVE_EVERY_MS)
  return () => clearInterval(timer)
}
