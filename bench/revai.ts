/**
 * `npm run bench:revai`: a thousand jobs at (a fake) Rev.ai at once, with eight slots, on a real PostgreSQL. How soon
 * after the vendor has finished a job is its transcript recorded: by webhook, and by poll when every webhook is lost?
 */
import { parseArgs } from 'node:util'
import { okAsync } from 'neverthrow'
import { createHashEmbedder } from '../src/adapters/memory/embedder.ts'
import { createScriptedLlm } from '../src/adapters/memory/llm.ts'
import { createMemorySearchIndex } from '../src/adapters/memory/search-index.ts'
import { createMemoryState } from '../src/adapters/memory/state.ts'
import { createMemoryStorage } from '../src/adapters/memory/storage.ts'
import { type Database, openDatabase } from '../src/adapters/postgres/connection.ts'
import { pollDelayMs } from '../src/adapters/revai/poll-delay.ts'
import { createApplication } from '../src/compose.ts'
import { parseConfig } from '../src/config.ts'
import type { FakeRevAiJob } from '../src/testing/fakes/revai/jobs.ts'
import { type FakeRevAi, startFakeRevAi } from '../src/testing/fakes/revai/server.ts'
import { makeBook } from '../src/testing/fixtures/seeded-book.ts'
import { silentWav } from '../src/testing/fixtures/silent-wav.ts'
import { findFreePort } from '../tests/support/free-port.ts'
import { insertBook } from '../tests/support/insert-book.ts'
import { postgresServer } from '../tests/support/postgres-server.ts'

const SLOTS = 8
const WEBHOOK_GOAL_MS = 2_000
/** A poll that is due waits for a slot and is recorded. */
const POLL_ALLOWANCE_MS = 2_000
const GOAL_SHARE = 0.95
const PATIENCE_MS = 600_000
const LOOK_INTERVAL_MS = 250

const { values: options } = parseArgs({
  options: {
    jobs: { type: 'string', default: '1000' },
    /** Jobs that the vendor finishes in a second: six times what Rev.ai does for one account (500 in ten minutes). */
    rate: { type: 'string', default: '5' },
    /** Of the round in which webhooks are lost; with webhooks, the default. */
    'poll-seconds': { type: 'string', default: '10' },
  },
})
const jobCount = Number(options.jobs)
const finishedPerSecond = Number(options.rate)
const shortestPollMs = Number(options['poll-seconds']) * 1000
const print = (line: string) => process.stdout.write(`${line}\n`)

/** Where the vendor gets the audio from, as from a storage that signs. */
function serveAudio() {
  const wav = silentWav(10)
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response(wav) })
  return { url: `http://127.0.0.1:${server.port}/audio.wav`, close: () => server.stop(true) }
}

async function startSystem(news: Round['news'], fake: FakeRevAi, databaseUrl: string, audioUrl: string) {
  const port = await findFreePort()
  const config = parseConfig({
    DATABASE_URL: databaseUrl,
    API_PORT: String(port),
    API_BASE_URL: `http://127.0.0.1:${port}`,
    ADMIN_TOKENS: 'bench-admin',
    REV_AI_API_KEY: fake.apiKey,
    REV_AI_BASE_URL: fake.baseUrl,
    REV_AI_WEBHOOK_SECRET: 'bench-webhook-secret',
    ...(news === 'polls' ? { REV_AI_POLL_SECONDS: options['poll-seconds'] } : {}),
    TRANSCRIBE_CONCURRENCY: String(SLOTS),
    LOG_LEVEL: 'silent',
  })._unsafeUnwrap()
  const application = await createApplication(config, {
    storage: { ...createMemoryStorage(), signedUrl: () => okAsync(audioUrl) },
    llm: createScriptedLlm(),
    embedder: createHashEmbedder({ dimensions: 32 }),
    searchIndex: createMemorySearchIndex(createMemoryState()),
    withoutMigrations: ['0002_vectors'],
  })
  await application.listen()
  return application
}

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const startedMs = performance.now()
  while (!(await isSo())) {
    if (performance.now() - startedMs > PATIENCE_MS) throw new Error(`not in time: ${what}`)
    await Bun.sleep(LOOK_INTERVAL_MS)
  }
}

const countJobs = async ({ sql }: Database, condition: 'parked' | 'completed'): Promise<number> => {
  const [row] = await sql<{ count: number }[]>`
    SELECT count(*)::integer AS count FROM processing_jobs WHERE job_type = 'transcribe'
    AND ${condition === 'completed' ? sql`status = 'completed'` : sql`status = 'processing' AND lease_until IS NULL`}`
  return row?.count ?? 0
}

/** When the vendor had it and when we did, by the machine's clock. */
async function recordedTimes({ sql }: Database): Promise<ReadonlyMap<string, number>> {
  const rows = await sql<{ external_id: string; completed_at: Date }[]>`
    SELECT checkpoint ->> 'externalId' AS external_id, completed_at FROM processing_jobs
    WHERE job_type = 'transcribe' AND status = 'completed'`
  return new Map(rows.map((row) => [row.external_id, row.completed_at.getTime()]))
}

interface Round {
  readonly news: 'webhooks' | 'polls'
  readonly inFlight: number
  readonly billed: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly maxMs: number
  /** Of the transcripts, those that were recorded within the goal. */
  readonly inTime: number
}

async function measure(news: Round['news'], databaseName: string): Promise<Round> {
  const server = await postgresServer()
  const admin = openDatabase({ url: server.url('postgres'), maxConnections: 1, embedded: false })
  await admin.sql.unsafe(`CREATE DATABASE ${databaseName}`)
  await admin.close()
  const database = openDatabase({ url: server.url(databaseName), maxConnections: 4, embedded: false })
  const fake = await startFakeRevAi()
  const audio = serveAudio()
  fake.behaviour.processingMs = () => Number.POSITIVE_INFINITY
  if (news === 'polls') fake.behaviour.webhook = () => 'lose'
  const application = await startSystem(news, fake, server.url(databaseName), audio.url)
  try {
    for (let book = 0; book < jobCount; book += 1)
      await insertBook(database.sql, makeBook({ now: new Date() }))
    application.start()
    await until('all at the vendor', async () => (await countJobs(database, 'parked')) === jobCount)
    const inFlight = fake.jobs.filter(({ status }) => status === 'in_progress').length
    print(`${news}: ${inFlight} in flight`)
    await finishAll(fake)
    await until('all recorded', async () => (await countJobs(database, 'completed')) === jobCount)
    return { news, inFlight, billed: fake.billed().jobs, ...(await judge(fake, database, news)) }
  } finally {
    await application.close()
    await database.close()
    await fake.close()
    audio.close()
  }
}

async function finishAll(fake: FakeRevAi): Promise<void> {
  const startedMs = performance.now()
  const finishing: Promise<void>[] = []
  for (const [index, job] of fake.jobs.entries()) {
    const dueMs = startedMs + (index / finishedPerSecond) * 1000
    await Bun.sleep(Math.max(0, dueMs - performance.now()))
    finishing.push(fake.finish(job))
  }
  await Promise.all(finishing)
}

async function judge(fake: FakeRevAi, database: Database, news: Round['news']) {
  const recorded = await recordedTimes(database)
  const sent = new Map(fake.deliveries.map(({ jobId, sentAtMs }) => [jobId, sentAtMs]))
  const waits = fake.jobs.map((job) => {
    const fromMs = (news === 'webhooks' ? sent.get(job.id) : job.completedMs) ?? Number.NaN
    return { waitedMs: (recorded.get(job.id) ?? Number.NaN) - fromMs, goalMs: goalOf(job, news) }
  })
  const sorted = waits.map(({ waitedMs }) => waitedMs).toSorted((a, b) => a - b)
  const quantile = (share: number) => Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN)
  const inTime = waits.filter(({ waitedMs, goalMs }) => waitedMs <= goalMs).length / waits.length
  return { p50Ms: quantile(0.5), p95Ms: quantile(0.95), maxMs: quantile(1), inTime }
}

function goalOf(job: FakeRevAiJob, news: Round['news']): number {
  if (news === 'webhooks') return WEBHOOK_GOAL_MS
  const ageMs = (job.completedMs ?? job.createdMs) - job.createdMs
  const audioSeconds = job.durationSeconds ?? 0
  return pollDelayMs({ audioSeconds, ageMs, shortestMs: shortestPollMs, random: 0 }) + POLL_ALLOWANCE_MS
}

const rounds = [await measure('webhooks', 'bench_webhooks'), await measure('polls', 'bench_polls')]
print(
  '| news by | in flight | billed | p50, ms | p95, ms | max, ms | in time |\n|---|---|---|---|---|---|---|',
)
for (const { news, inFlight, billed, p50Ms, p95Ms, maxMs, inTime } of rounds) {
  print(
    `| ${news} | ${inFlight} | ${billed} | ${p50Ms} | ${p95Ms} | ${maxMs} | ${(inTime * 100).toFixed(1)} % |`,
  )
}
const passed = rounds.every(
  ({ inFlight, billed, inTime }) => inFlight === jobCount && billed === jobCount && inTime >= GOAL_SHARE,
)
print(
  `RESULT ${JSON.stringify({ bench: 'revai', jobs: jobCount, slots: SLOTS, finishedPerSecond, passed, rounds })}`,
)
process.exitCode = passed ? 0 : 1
