import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createPostgresEventLog } from '../../../src/adapters/postgres/event-log.ts'
import { cancelJob } from '../../../src/adapters/postgres/jobs/redrive.ts'
import { createPostgresJobs } from '../../../src/adapters/postgres/jobs.ts'
import { eventsContract } from '../../../src/testing/contracts/events.contract.ts'
import { expectOk } from '../../../src/testing/expect/expect-ok.ts'
import { makeBook } from '../../../src/testing/fixtures/seeded-book.ts'
import { type TestDatabase, testDatabases } from '../../support/databases.ts'
import { insertBook } from '../../support/insert-book.ts'
import { createPostgresLibrary } from '../../support/postgres-library.ts'

for (const kind of testDatabases()) {
  eventsContract({ name: kind.name, create: () => createPostgresLibrary(kind) })
}

let server: TestDatabase
beforeAll(async () => {
  const kind = testDatabases().find(({ name }) => name === 'postgres')
  if (kind === undefined) throw new Error('there is a server among the databases')
  server = await kind.create()
}, 60_000)
afterAll(() => server?.close())

async function startedBook() {
  const { sql } = server.database
  const log = createPostgresEventLog(server.database)
  const book = makeBook({ now: new Date() })
  await insertBook(sql, book)
  const start = await expectOk(log.end())
  const read = async () => {
    const page = await expectOk(log.read(start, 100))
    if (page.outcome === 'reset') throw new Error('the log was reset')
    return { types: page.events.map(({ type }) => type), hasMore: page.hasMore }
  }
  const edit = (on: Pick<typeof sql, 'unsafe'>, title: string) =>
    on.unsafe(`UPDATE audiobooks SET title = '${title}' WHERE id = '${book.audiobook.id}'`)
  return { ...book, log, start, read, edit, jobId: book.jobs[0]?.id ?? '' }
}

test('an event that was written first and committed last is not passed over', async () => {
  const { read, edit, jobId, log } = await startedBook()
  const slow = await server.database.sql.reserve()
  await slow`BEGIN`
  await edit(slow, 'First')
  await expectOk(createPostgresJobs(server.database).claim(jobId, 'worker', 60_000))
  for (let look = 0; look < 3; look += 1) expect(await read()).toEqual({ types: [], hasMore: true })
  // Another reader, which saw nothing begin, does no better.
  const other = createPostgresEventLog(server.database)
  const waiting = other.end()
  await slow`COMMIT`
  slow.release()
  expect(await read()).toEqual({ types: ['audiobook.updated', 'job.started'], hasMore: false })
  expect((await expectOk(waiting)).position).toBe((await expectOk(log.end())).position)
})

test('what a transaction rolled back is left out, and holds up nothing', async () => {
  const { read, edit, jobId } = await startedBook()
  const slow = await server.database.sql.reserve()
  await slow`BEGIN`
  await edit(slow, 'Never')
  await expectOk(createPostgresJobs(server.database).claim(jobId, 'worker', 60_000))
  expect(await read()).toEqual({ types: [], hasMore: true })
  await slow`ROLLBACK`
  slow.release()
  expect(await read()).toEqual({ types: ['job.started'], hasMore: false })
})

test('of two changes of one job the later is told later, whichever transaction began first', async () => {
  const { read, jobId } = await startedBook()
  const { sql } = server.database
  await sql.begin(async (transaction) => {
    await transaction`SELECT pg_current_xact_id()`
    await expectOk(createPostgresJobs(server.database).claim(jobId, 'worker', 60_000))
    await cancelJob(transaction, jobId)
  })
  expect((await read()).types.slice(0, 2)).toEqual(['job.started', 'job.cancelled'])
})

test('the log of a restored backup is another one', async () => {
  const { log, start } = await startedBook()
  await server.database.sql`UPDATE event_log SET generation = 'restored'`
  expect(await expectOk(log.read(start, 10))).toMatchObject({ outcome: 'reset', cursor: { log: 'restored' } })
})
