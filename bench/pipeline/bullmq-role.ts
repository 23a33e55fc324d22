import { type Job as BullJob, type FlowJob, FlowProducer, Queue, Worker } from 'bullmq'
import { openDatabase, type Sql, type TransactionSql } from '../../src/adapters/postgres/connection.ts'
import { insertJobs } from '../../src/adapters/postgres/jobs/write-jobs.ts'
import type { JobType, PendingJob } from '../../src/domain/job/job.ts'
import type { CountedEngines } from './engines.ts'
import { countDone, type Execute, insertBook, type PlannedBook } from './rival-book.ts'
import { type RivalJob, runRivalJob } from './rival-work.ts'
import { ALL_TYPES, onlyMakesBooks, type RunningRole, type Settings, TYPES_OF } from './settings.ts'

interface JobData extends RivalJob {
  readonly id: string
  /** What starts when this job has ended. */
  readonly opens?: readonly JobData[]
}

/** As the product's own. */
const MAX_CONNECTIONS = 10
const PREFIX = 'bull'
/** Retention off: a job leaves Redis when it is done. */
const REMOVED = { removeOnComplete: true, removeOnFail: true }

/**
 * The same flow on BullMQ with the state in Postgres: a row for each job, written when it starts and when it ends, as
 * ours. A BullMQ job has one parent at most, so flows serve where one job waits for one or several (`embed` of a
 * single file, the summary of the whole book), and handlers add what else their job opens.
 */
export async function startBullmqRole(settings: Settings, engines: CountedEngines): Promise<RunningRole> {
  const { role, slots, databaseUrl, redisUrl } = settings
  const { hostname, port } = new URL(redisUrl)
  const connection = { host: hostname, port: Number(port), maxRetriesPerRequest: null }
  const database = openDatabase({ url: databaseUrl, maxConnections: MAX_CONNECTIONS, embedded: false })
  if (role === 'api') {
    const flows = new FlowProducer({ connection, prefix: PREFIX })
    await flows.waitUntilReady()
    return {
      makeBook: async (uploadId, title) => {
        const plan = await database.sql.begin(async (sql) => {
          const planned = await insertBook(executeWith(sql), uploadId, title)
          await insertJobs(sql, planned.jobs)
          return planned
        })
        await flows.addBulk(flowsOf(plan))
      },
      close: () => flows.close().then(database.close),
    }
  }
  const queues = new Map(
    ALL_TYPES.map((type) => [type, new Queue<JobData>(type, { connection, prefix: PREFIX })]),
  )
  const handle = async ({ data }: BullJob<JobData>) => {
    await runInPostgres(database.sql, engines, data)
    await Promise.all([...queues].map(([type, queue]) => addOpened(queue, type, data)))
  }
  const workers = TYPES_OF[role].map(
    (type) => new Worker<JobData>(type, handle, { connection, prefix: PREFIX, concurrency: slots }),
  )
  for (const worker of workers)
    worker.on('error', (error) => process.stderr.write(`bullmq: ${error.message}\n`))
  await Promise.all(workers.map((worker) => worker.waitUntilReady()))
  return {
    makeBook: onlyMakesBooks(role),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.close()))
      await Promise.all([...queues.values()].map((queue) => queue.close()))
      await database.close()
    },
  }
}

const executeWith =
  (sql: TransactionSql): Execute =>
  (text, values) =>
    // biome-ignore lint/suspicious/noExplicitAny: as the driver's own type of parameters
    sql.unsafe(text, values as any[], { prepare: true })

async function addOpened(queue: Queue<JobData>, type: JobType, { opens = [] }: JobData): Promise<void> {
  const jobs = opens.filter((job) => job.type === type)
  if (jobs.length === 0) return
  await queue.addBulk(
    jobs.map((data) => ({ name: type, data, opts: { ...REMOVED, jobId: data.id } })) as never,
  )
}

/** Starts the job in its row, then its outputs, its end and that of its book in one transaction. */
async function runInPostgres(sql: Sql, engines: CountedEngines, job: JobData): Promise<void> {
  const started = await sql`
    UPDATE processing_jobs
    SET status = 'processing', epoch = epoch + 1, worker_id = ${String(process.pid)}, started_at = now(),
        lease_until = now() + interval '30 seconds', updated_at = now()
    WHERE id = ${job.id} AND status IN ('pending', 'processing')`
  if (started.count === 0) return
  await sql.begin(async (transaction) => {
    const execute = executeWith(transaction)
    await runRivalJob(execute, engines, job)
    await transaction`
      UPDATE processing_jobs
      SET status = 'completed', progress = 1, completed_at = now(), lease_until = NULL, worker_id = NULL,
          updated_at = now()
      WHERE id = ${job.id} AND status = 'processing'`
    await countDone(execute, [job.audiobookId])
  })
}

function flowsOf({ jobs }: PlannedBook): FlowJob[] {
  const whole = jobs.find((job) => job.gate.length > 1)
  const transcribes = jobs.filter((job) => job.gate.length === 0)
  const parent = whole ?? jobs.find((job) => job.type === 'embed')
  if (parent === undefined) throw new Error('every book is embedded')
  const opensOf = (id: string) =>
    jobs.filter((job) => job !== parent && job.gate.length === 1 && job.gate[0] === id)
  const children = transcribes.map((job) => ({ ...nodeOf(job, opensOf(job.id)) }))
  return [{ ...nodeOf(parent, []), children }]
}

const nodeOf = (job: PendingJob, opens: readonly PendingJob[]) => ({
  name: job.type,
  queueName: job.type,
  data: { ...dataOf(job), opens: opens.map(dataOf) } satisfies JobData,
  opts: { ...REMOVED, jobId: job.id },
})

const dataOf = ({ id, type, audiobookId, chapterId }: PendingJob): JobData => ({
  id,
  type,
  audiobookId,
  chapterId,
})
