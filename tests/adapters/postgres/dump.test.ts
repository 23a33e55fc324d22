import { expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPostgresAudiobooks } from '../../../src/adapters/postgres/audiobooks.ts'
import { openDatabase, type Sql } from '../../../src/adapters/postgres/connection.ts'
import { createPostgresJobs } from '../../../src/adapters/postgres/jobs.ts'
import { schemaState, VECTOR_MIGRATION } from '../../../src/adapters/postgres/migrate.ts'
import type { Job } from '../../../src/domain/job/job.ts'
import { expectOk } from '../../../src/testing/expect/expect-ok.ts'
import { makeBook } from '../../../src/testing/fixtures/seeded-book.ts'
import { installAudit, readBooks, readChanges } from '../../chaos/audit.ts'
import { checkClaims } from '../../chaos/checks/check-claims.ts'
import { checkSeen } from '../../chaos/checks/check-seen.ts'
import { timelines } from '../../chaos/checks/timeline.ts'
import { testDatabases } from '../../support/databases.ts'
import { insertBook } from '../../support/insert-book.ts'
import { postgresServer } from '../../support/postgres-server.ts'

const BOOKS = 20
const LEASE_MS = 60_000
const SLOW_TEST_MS = 60_000
const RESTORED = 'chapterwise_restored'

async function run(program: string, ...args: string[]): Promise<void> {
  const child = Bun.spawn([program, ...args], { stderr: 'pipe' })
  const failure = await new Response(child.stderr).text()
  expect([program, await child.exited, failure]).toEqual([program, 0, ''])
}

/** Claims and completes whatever is due, until told to stop. */
async function work(sql: Parameters<typeof createPostgresJobs>[0], signal: AbortSignal): Promise<void> {
  const jobs = createPostgresJobs(sql)
  while (!signal.aborted) {
    for (const { id } of await expectOk(jobs.listDue(5))) {
      const job = await expectOk(jobs.claim(id, 'worker', LEASE_MS))
      // Every third is left running, as it would be in the middle of its work.
      if (job !== null && Number.parseInt(job.id.slice(-1), 16) % 3 !== 0) {
        await expectOk(jobs.complete({ jobId: job.id, epoch: job.epoch }))
      }
    }
  }
}

const states = (sql: Sql) => sql<Pick<Job, 'id' | 'status' | 'epoch'>[]>`
  SELECT id, status, epoch FROM processing_jobs ORDER BY id`

test(
  'a pg_dump under load restores to a database whose jobs go on',
  async () => {
    const kind = testDatabases().find(({ name }) => name === 'postgres')
    const source = await kind?.create()
    if (source === undefined) throw new Error('there is no PostgreSQL')
    const directory = await mkdtemp(join(tmpdir(), 'chapterwise-dump-'))
    const server = await postgresServer()
    const stop = new AbortController()
    try {
      await installAudit(source.database.sql)
      for (let count = 0; count < BOOKS; count += 1) {
        await insertBook(source.database.sql, makeBook({ now: new Date(Date.now() - 1_000) }))
      }
      const working = work(source.database, stop.signal)
      const dump = join(directory, 'chapterwise.dump')
      await run('pg_dump', '--format=custom', `--file=${dump}`, source.url)
      stop.abort()
      await working
      await source.database.sql.unsafe(`CREATE DATABASE ${RESTORED}`)
      await run('pg_restore', '--exit-on-error', '--no-owner', `--dbname=${server.url(RESTORED)}`, dump)
      const restored = openDatabase({ url: server.url(RESTORED), maxConnections: 2, embedded: false })
      try {
        expect(await schemaState(restored, { without: [VECTOR_MIGRATION] })).toBe('current')
        const before = await states(restored.sql)
        const books = await readBooks(restored.sql)
        expect(books).toHaveLength(BOOKS)
        const all = timelines(await readChanges(restored.sql))
        expect([...checkSeen(all, books), ...checkClaims(all)]).toEqual([])
        const jobs = createPostgresJobs(restored)
        // Whoever held a claim is gone: its lease ends, and the job is claimed anew.
        await restored.sql`UPDATE processing_jobs SET lease_until = now() - interval '1 s' WHERE lease_until IS NOT NULL`
        await expectOk(jobs.sweepExpiredLeases(1_000))
        const due = await expectOk(jobs.listDue(1_000))
        for (const { id, epoch } of before.filter(({ status }) => status === 'processing')) {
          expect(due.map((job) => job.id)).toContain(id)
          expect((await expectOk(jobs.claim(id, 'another', LEASE_MS)))?.epoch).toBe(epoch + 1)
        }
        const [book] = books
        expect(await expectOk(createPostgresAudiobooks(restored).remove(book?.id ?? ''))).not.toBeNull()
      } finally {
        await restored.close()
      }
    } finally {
      stop.abort()
      await source.database.sql.unsafe(`DROP DATABASE IF EXISTS ${RESTORED} WITH (FORCE)`)
      await source.close()
      await rm(directory, { recursive: true, force: true })
    }
  },
  SLOW_TEST_MS,
)
