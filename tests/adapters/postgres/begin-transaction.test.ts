import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { errAsync, ResultAsync } from 'neverthrow'
import { beginTransaction } from '../../../src/adapters/postgres/begin-transaction.ts'
import { type Database, openDatabase } from '../../../src/adapters/postgres/connection.ts'
import { createPostgresExclusive } from '../../../src/adapters/postgres/exclusive.ts'
import { query } from '../../../src/adapters/postgres/run-query.ts'
import { transientError } from '../../../src/ports/port-error.ts'
import { type RestartablePostgres, startRestartablePostgres } from '../../support/restartable-postgres.ts'

/** Also to close: the driver waits for a connection that it lost, as long as it may. */
const HOOK_TIMEOUT_MS = 60_000

/** An exception that nobody catches fails the test in which it comes. */
describe('a server that goes away under a transaction', () => {
  let server: RestartablePostgres
  let database: Database
  beforeEach(async () => {
    server = await startRestartablePostgres()
    database = openDatabase({ url: server.url, maxConnections: 2, embedded: false })
  }, HOOK_TIMEOUT_MS)
  afterEach(async () => {
    await database.close()
    await server.remove()
  }, HOOK_TIMEOUT_MS)

  const answersAgain = async () => {
    await server.start()
    await Bun.sleep(50)
    const [row] = await database.sql<{ one: number }[]>`SELECT 1 AS one`
    expect(row?.one).toBe(1)
  }

  for (const mode of ['fast', 'immediate'] as const) {
    test(`between two statements (${mode}): the transaction fails, the process goes on`, async () => {
      const outcome = await query(() =>
        beginTransaction(database.sql, async (sql) => {
          await sql`SELECT 1`
          await server.stop(mode)
        }),
      )
      expect(outcome._unsafeUnwrapErr().code).toBe('database_unavailable')
      await answersAgain()
    })

    test(`while a statement runs (${mode})`, async () => {
      const outcome = query(() => beginTransaction(database.sql, (sql) => sql`SELECT pg_sleep(30)`))
      await Bun.sleep(200)
      await server.stop(mode)
      expect((await outcome)._unsafeUnwrapErr().kind).toBe('transient')
      await answersAgain()
    })
  }

  test('while the lock of one at a time is held', async () => {
    const exclusive = createPostgresExclusive(database)
    const outcome = await exclusive.tryRun('reconcile', () =>
      ResultAsync.fromSafePromise(server.stop()).andThen(() => errAsync(transientError('down', 'Down.'))),
    )
    expect(outcome.isErr()).toBe(true)
    await answersAgain()
  })

  test('what a run throws rolls back, and what it answers is committed', async () => {
    await database.sql`CREATE TABLE kept (value integer)`
    const insert = (value: number, fails: boolean) =>
      beginTransaction(database.sql, async (sql) => {
        await sql`INSERT INTO kept VALUES (${value})`
        if (fails) throw new Error('on purpose')
        return value
      })
    expect(await insert(1, false)).toBe(1)
    await insert(2, true).catch((error) => expect(String(error)).toContain('on purpose'))
    expect([...(await database.sql`SELECT value FROM kept`)]).toEqual([{ value: 1 }])
  })
})
