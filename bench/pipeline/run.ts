import { setTimeout as sleep } from 'node:timers/promises'
import type { Sql } from '../../src/adapters/postgres/connection.ts'
import { checkRun, jobCount } from './check.ts'
import { cpuTimeMs, familyCpuTimeMs } from './cpu-time.ts'
import { insertUploads } from './database.ts'
import type { Cluster } from './processes.ts'
import type { CandidateName, EngineCalls, Role } from './settings.ts'

export interface Contestant {
  readonly candidate: CandidateName
  readonly cluster: Cluster
  readonly sql: Sql
}

export interface Servers {
  readonly postgresPid: number
  readonly redisPid: number
}

export interface Workload {
  readonly books: number
  readonly filesEach: number
}

export type CpuShare = Readonly<Record<Role | 'postgres' | 'redis', number>>

export interface Figures {
  readonly booksPerSecond: number
  readonly jobsPerSecond: number
  /** Processor time, milliseconds a job, of all processes of a role together. */
  readonly cpuMsPerJob: CpuShare
  /** Of the processors of this machine, 0..their number: how many were busy with this. */
  readonly busyCores: number
  /** Of the outputs. */
  readonly digest: string
}

/** Books that a producer makes at a time. */
const MAKE_CONCURRENCY = 16
const POLL_INTERVAL_MS = 50
const LONGEST_MS = 300_000
let runs = 0

/** Makes books while the other processes run their jobs; ends when the last book is completed. */
export async function runOnce(
  contestant: Contestant,
  servers: Servers,
  workload: Workload,
): Promise<Figures> {
  const { cluster, sql, candidate } = contestant
  const { books, filesEach } = workload
  runs += 1
  const title = `Book of run ${runs}`
  const uploadIds = await insertUploads(sql, books, filesEach)
  await sql`VACUUM (ANALYZE)`
  await sql`CHECKPOINT`
  const callsBefore = await countCalls(cluster)
  const cpuBefore = readCpu(cluster, servers)
  const [{ startedAtMs } = { startedAtMs: 0 }] = await sql<{ startedAtMs: number }[]>`
    SELECT extract(epoch FROM clock_timestamp()) * 1000 AS "startedAtMs"`.then((rows) =>
    rows.map((row) => ({ startedAtMs: Number(row.startedAtMs) })),
  )
  await makeBooks(cluster, uploadIds, title)
  const endedAtMs = await untilCompleted(sql, title, books)
  const cpuAfter = readCpu(cluster, servers)
  const calls = subtract(await countCalls(cluster), callsBefore)
  const digest = await checkRun(sql, candidate, { title, books, filesEach }, calls)
  const jobs = jobCount(filesEach) * books
  const seconds = (endedAtMs - startedAtMs) / 1_000
  const cpuMs = subtract(cpuAfter, cpuBefore)
  return {
    booksPerSecond: books / seconds,
    jobsPerSecond: jobs / seconds,
    cpuMsPerJob: mapValues(cpuMs, (value) => value / jobs),
    busyCores: Object.values(cpuMs).reduce((sum, value) => sum + value, 0) / (seconds * 1_000),
    digest,
  }
}

async function makeBooks({ children }: Cluster, uploadIds: readonly string[], title: string): Promise<void> {
  const makers = children.filter((child) => child.role === 'api')
  await Promise.all(
    makers.map((maker, index) =>
      maker.ask({
        do: 'make_books',
        uploadIds: uploadIds.filter((_, place) => place % makers.length === index),
        title,
        concurrency: Math.ceil(MAKE_CONCURRENCY / makers.length),
      }),
    ),
  )
}

/** When the last book was completed, by the clock of the database. */
async function untilCompleted(sql: Sql, title: string, books: number): Promise<number> {
  const deadlineMs = performance.now() + LONGEST_MS
  for (;;) {
    const [row] = await sql<{ completed: number; last: number }[]>`
      SELECT count(*) AS completed, extract(epoch FROM max(completed_at))::double precision * 1000 AS last
      FROM audiobooks WHERE title = ${title} AND status = 'completed'`
    if (row?.completed === books) return row.last
    if (performance.now() > deadlineMs)
      throw new Error(`${row?.completed} of ${books} books within ${LONGEST_MS} ms`)
    await sleep(POLL_INTERVAL_MS)
  }
}

async function countCalls({ children }: Cluster): Promise<EngineCalls> {
  const total = { transcribe: 0, summarize: 0, tag: 0, embed: 0 }
  for (const child of children) {
    const calls = await child.ask({ do: 'count_calls' })
    total.transcribe += calls.transcribe
    total.summarize += calls.summarize
    total.tag += calls.tag
    total.embed += calls.embed
  }
  return total
}

function readCpu({ children }: Cluster, { postgresPid, redisPid }: Servers): CpuShare {
  const ofRole = (role: Role) =>
    children.filter((child) => child.role === role).reduce((sum, child) => sum + cpuTimeMs(child.pid), 0)
  return {
    api: ofRole('api'),
    transcriber: ofRole('transcriber'),
    worker: ofRole('worker'),
    postgres: familyCpuTimeMs(postgresPid),
    redis: cpuTimeMs(redisPid),
  }
}

const mapValues = <K extends string>(
  record: Readonly<Record<K, number>>,
  map: (value: number, key: K) => number,
): Record<K, number> =>
  Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, map(value as number, key as K)]),
  ) as Record<K, number>

const subtract = <K extends string>(
  after: Readonly<Record<K, number>>,
  before: Readonly<Record<K, number>>,
) => mapValues(after, (value, key) => value - before[key])
