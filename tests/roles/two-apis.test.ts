import { afterEach, expect, test } from 'bun:test'
import postgres from 'postgres'
import { findFreePort } from '../support/free-port.ts'
import { waitUntil } from '../support/wait-until.ts'
import {
  finish,
  jobsOf,
  pieceDone,
  removeCluster,
  repeatedPieces,
  startServers,
  TIMEOUT_MS,
} from './support.ts'

afterEach(removeCluster)

const LEASE_MS = 3_000
/** Longer than any API lets pass between two passes, which it begins at least every lease, jittered by a fifth. */
const WATCH_MS = 4_000
const TAKES_OVER_WITHIN_MS = 2 * LEASE_MS
const LOOK_EVERY_MS = 50

/** As whom the second API connects, so that the server tells the two apart. */
const FIRST = 'postgres'
const SECOND = 'second_api'

/** Looks past the APIs: which of them reconciles, and a lock that holds every pass where it begins. */
async function openWatcher(url: string) {
  const sql = postgres(url, { max: 2, onnotice: () => {} })
  await sql`CREATE ROLE ${sql(SECOND)} SUPERUSER LOGIN`
  const holdPasses = await sql.reserve()
  return {
    /** Who holds the reconciler's lock. */
    reconcilers: async () => {
      const rows = await sql<{ name: string }[]>`
        SELECT session.usename AS name FROM pg_locks held JOIN pg_stat_activity session USING (pid)
        WHERE held.locktype = 'advisory' AND held.granted
          AND (held.classid::bigint << 32) | held.objid::bigint = hashtextextended('chapterwise reconcile', 0)`
      return rows.map(({ name }) => name)
    },
    /** Whose sweep waits for the table. */
    sweepers: async () => {
      const rows = await sql<{ name: string }[]>`
        SELECT usename AS name FROM pg_stat_activity
        WHERE wait_event_type = 'Lock' AND query LIKE '%lost AS MATERIALIZED%'`
      return rows.map(({ name }) => name)
    },
    hold: async () => {
      await holdPasses`BEGIN`
      await holdPasses`LOCK TABLE processing_jobs IN ACCESS EXCLUSIVE MODE`
    },
    letGo: () => holdPasses`ROLLBACK`,
    close: () => sql.end({ timeout: 1 }),
  }
}

test(
  'two APIs: one reconciles at a time, the other takes over when that is killed; nothing is returned twice or lost',
  async () => {
    const started = await startServers(LEASE_MS)
    const watcher = await openWatcher(started.postgres.url)
    try {
      const port = await findFreePort()
      const secondUrl = `http://127.0.0.1:${port}`
      const database = new URL(started.postgres.url)
      database.username = SECOND
      const apis = {
        [FIRST]: { url: started.url, process: await started.start('api') },
        [SECOND]: {
          url: secondUrl,
          process: await started.start('api', { API_PORT: String(port), DATABASE_URL: database.href }),
        },
      }
      const books = await Promise.all([1, 2, 4].map((index) => started.client.makeBook(index)))
      const bookIds = books.map(({ audiobookId }) => audiobookId)
      const transcriber = await started.start('transcriber')
      await pieceDone(started, 1)
      await transcriber.kill()

      // The leases of the lost worker end while every pass is held at its sweep.
      await watcher.hold()
      const [holder = ''] = await waitUntil(watcher.sweepers, (names) => names.length > 0)
      for (let watchedMs = 0; watchedMs < WATCH_MS; watchedMs += LOOK_EVERY_MS) {
        expect([await watcher.reconcilers(), await watcher.sweepers()]).toEqual([[holder], [holder]])
        await Bun.sleep(LOOK_EVERY_MS)
      }
      const [killed, survivor] = holder === FIRST ? ([FIRST, SECOND] as const) : ([SECOND, FIRST] as const)
      await apis[killed].process.kill()
      const killedAtMs = performance.now()
      await waitUntil(watcher.sweepers, (names) => names.includes(survivor))
      expect(performance.now() - killedAtMs).toBeLessThan(TAKES_OVER_WITHIN_MS)
      expect(await watcher.reconcilers()).toEqual([survivor])
      // Two sweeps wait now: the survivor's, and the one that the killed API left to the server.
      await watcher.letGo()

      const { url } = apis[survivor]
      await started.start('transcriber', { API_BASE_URL: url })
      await started.start('worker', { API_BASE_URL: url })
      await finish(started, bookIds, started.clientOf(url))
      const jobs = (await Promise.all(bookIds.map((id) => jobsOf(started, id, url)))).flat()
      const lost = jobs.filter(({ error_history: history }) => history.length > 0)
      expect(lost.length).toBeGreaterThan(0)
      for (const job of lost) {
        expect(job).toMatchObject({ epoch: 2, attempt: 1, error_history: [{ code: 'worker_lost' }] })
        expect(job.error_history).toHaveLength(1)
      }
      const others = jobs.filter((job) => !lost.includes(job))
      expect(others.map(({ epoch }) => epoch)).toEqual(others.map(() => 1))
      expect(await repeatedPieces(started)).toEqual([])
    } finally {
      await watcher.close()
    }
  },
  TIMEOUT_MS,
)
