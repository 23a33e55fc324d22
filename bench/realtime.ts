import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Sql } from 'postgres'
import { insertUploads } from './pipeline/database.ts'
import { ADMIN_TOKEN } from './pipeline/our-role.ts'
import { openStage } from './pipeline/stage.ts'
import { startChildChannel } from './support/child-channel.ts'

/*
 * Clients that follow what happens on one API process while the pipeline runs at full speed with engines that do nothing:
 * `--clients` by server-sent events and as many by WebSocket (some follow everything, the others a book each), each of which cuts
 * its connection twice. Exits 1 when a client missed an event, got one twice or out of order, when memory grew beyond
 * `MAX_GROWTH_BYTES`, or when 1 % of the events took longer than `MAX_P99_MS` from the change to the client.
 */

const { values: options } = parseArgs({
  options: {
    clients: { type: 'string', default: '500' },
    books: { type: 'string', default: '400' },
    slots: { type: 'string', default: '10' },
    'follow-all': { type: 'string', default: '5' },
  },
})
const clients = Number(options.clients)
const books = Number(options.books)

const MAX_P99_MS = 250
const MAX_GROWTH_BYTES = 256 * 1024 ** 2
const CUT_AFTER_EVENTS = 5
const POLL_INTERVAL_MS = 100
const LONGEST_MS = 300_000
/** For what is still on its way when the last book is completed; a loaded machine takes long. */
const LONGEST_ARRIVAL_MS = 30_000
const TYPES = ['transcribe', 'summarize', 'tag', 'embed']

const rssBytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1_024

const sleep = (durationMs: number) => new Promise((resolve) => setTimeout(resolve, durationMs))

interface Answer {
  readonly seen: readonly (readonly string[])[]
  readonly delaysMs: readonly number[]
}

type Follower = Awaited<ReturnType<typeof startChildChannel>>

/** All that was told after `after`, in its order. */
const readLog = (sql: Sql, after: string) => sql<{ id: string; book: string }[]>`
  SELECT generation || '-' || id AS id, audiobook_id AS book FROM events, event_log
  WHERE id > ${Number(after.split('-').at(-1))} ORDER BY id`

/** What the clients saw, once they saw as much as they should, or when they had time enough. */
async function collect(
  followers: readonly Follower[],
  expected: readonly (readonly string[])[],
): Promise<readonly Answer[]> {
  const endMs = performance.now() + LONGEST_ARRIVAL_MS
  for (;;) {
    const answers = (await Promise.all(followers.map((follower) => follower.ask({})))) as Answer[]
    const areAllThere = answers.every(({ seen }) =>
      seen.every((ids, index) => ids.length >= (expected[index]?.length ?? 0)),
    )
    if (areAllThere || performance.now() > endMs) return answers
    await sleep(POLL_INTERVAL_MS)
  }
}

interface Measured {
  readonly answers: readonly Answer[]
  readonly expected: readonly (readonly string[])[]
  readonly events: number
  readonly seconds: number
  /** Of the API: before clients came, once all were there, at its highest; bytes. */
  readonly rss: readonly [atRest: number, connected: number, peak: number]
}

function judge({ answers, expected, events, seconds, rss }: Measured) {
  const clientsThatMissedSomething = answers.flatMap(({ seen }) =>
    seen.filter((ids, index) => ids.join() !== expected[index]?.join()),
  ).length
  const delays = answers.flatMap(({ delaysMs }) => delaysMs).toSorted((a, b) => a - b)
  const percentile = (share: number) => delays[Math.floor(delays.length * share)] ?? 0
  const hasBoundedMemory = rss[2] - rss[0] < MAX_GROWTH_BYTES
  return {
    bench: 'realtime',
    passed: clientsThatMissedSomething === 0 && percentile(0.99) < MAX_P99_MS && hasBoundedMemory,
    ...{ clients: 2 * clients, books, events, delivered: delays.length },
    ...{ seconds: Math.round(seconds * 10) / 10, jobsPerSecond: Math.round((4 * books) / seconds) },
    ...{ clientsThatMissedSomething, p50Ms: percentile(0.5), p99Ms: percentile(0.99), maxMs: delays.at(-1) },
    rssMib: rss.map((bytes) => Math.round(bytes / 1024 ** 2)),
  }
}

async function run() {
  const stage = await openStage()
  try {
    const shape = { api: 1, transcriber: 1, worker: 1 }
    const settings = {
      candidate: 'ours',
      runtimePath: process.execPath,
      shape,
      slots: Number(options.slots),
    } as const
    const { cluster, sql } = await stage.enter({ ...settings, workMs: 0 })
    const api = cluster.children.find(({ role }) => role === 'api')
    if (api === undefined) throw new Error('there is no API')
    const url = `http://127.0.0.1:${cluster.apiPorts[0]}`
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}` }
    const setPaused = (verb: string) =>
      Promise.all(
        TYPES.map((type) => fetch(`${url}/api/v1/admin/queues/${type}/${verb}`, { method: 'POST', headers })),
      )

    await setPaused('pause')
    const uploadIds = await insertUploads(sql, books, 1)
    await api.ask({ do: 'make_books', uploadIds, title: 'Watched', concurrency: 16 })
    const [start] = await sql<{ id: string }[]>`
      SELECT generation || '-' || (SELECT max(id) FROM events) AS id FROM event_log`
    const bookIds = (await sql<{ id: string }[]>`SELECT id FROM audiobooks`).map(({ id }) => id)
    const follows = Array.from({ length: clients }, (_, index) =>
      index < Number(options['follow-all']) ? null : (bookIds[index % bookIds.length] ?? null),
    )
    const script = fileURLToPath(new URL('./realtime/clients.ts', import.meta.url))
    const after = start?.id ?? ''
    const startClients = (kind: 'sse' | 'ws') =>
      startChildChannel(`${kind} clients`, process.execPath, [
        script,
        JSON.stringify({ kind, url, token: ADMIN_TOKEN, follows, after, cutAfter: CUT_AFTER_EVENTS }),
      ])
    const rssAtRest = rssBytes(api.pid)
    const followers = [await startClients('sse'), await startClients('ws')]
    const rssConnected = rssBytes(api.pid)

    const startedMs = performance.now()
    await setPaused('resume')
    let rssPeak = rssConnected
    for (let completed = 0; completed < books; await sleep(POLL_INTERVAL_MS)) {
      const [row] = await sql<{ count: number }[]>`SELECT count(*) FROM audiobooks WHERE status = 'completed'`
      completed = row?.count ?? 0
      rssPeak = Math.max(rssPeak, rssBytes(api.pid))
      if (performance.now() - startedMs > LONGEST_MS) throw new Error(`${completed} of ${books} books`)
    }
    const seconds = (performance.now() - startedMs) / 1_000

    const rows = await readLog(sql, after)
    const expected = follows.map((bookId) =>
      rows.filter(({ book }) => bookId === null || book === bookId).map(({ id }) => id),
    )
    const answers = await collect(followers, expected)
    for (const follower of followers) await follower.stop()
    return judge({ answers, expected, events: rows.length, seconds, rss: [rssAtRest, rssConnected, rssPeak] })
  } finally {
    await stage.close()
  }
}

// Bun's fetch opens 256 connections otherwise.
process.env.BUN_CONFIG_MAX_HTTP_REQUESTS = String(2 * clients + 100)

const result = await run()
process.stdout.write(`RESULT ${JSON.stringify(result)}\n`)
process.exit(result.passed ? 0 : 1)
