import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { openDatabase } from '../../../src/adapters/postgres/connection.ts'
import { query, transaction } from '../../../src/adapters/postgres/run-query.ts'
import { type TestDatabase, testDatabases } from '../../support/databases.ts'
import { findFreePort } from '../../support/free-port.ts'

const SETUP_TIMEOUT_MS = 120_000

describe.each(testDatabases())('errors of $name', ({ create }) => {
  let opened: TestDatabase
  beforeAll(async () => {
    opened = await create()
    await opened.database.sql`CREATE TABLE counters (id integer PRIMARY KEY, value integer NOT NULL)`
    await opened.database.sql`INSERT INTO counters VALUES (1, 0), (2, 0)`
  }, SETUP_TIMEOUT_MS)
  afterAll(() => opened.close())

  /** A statement that fails with an error code of choice. */
  const raise = (code: string) =>
    query(async () => opened.database.sql.unsafe(`DO $$ BEGIN RAISE SQLSTATE '${code}'; END $$`))

  test.each(['40001', '40P01', '53300', '53100', '55P03', '57014', '57P01', '08006', '25006'])(
    'with code %s are transient',
    async (code) => {
      expect((await raise(code))._unsafeUnwrapErr()).toMatchObject({
        kind: 'transient',
        code: 'database_busy',
      })
    },
  )

  test.each(['22012', '42601', '23503'])('with code %s are permanent', async (code) => {
    const error = (await raise(code))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'permanent', code: 'database_error' })
    expect(error.message).toContain(code)
  })

  test('are kept as the cause', async () => {
    const { sql } = opened.database
    const failed = await query(async () => sql`INSERT INTO counters VALUES (1, 1)`)
    expect(failed._unsafeUnwrapErr().cause).toMatchObject({ constraint_name: 'counters_pkey' })
  })

  test('are not what bugs become', async () => {
    const broken = async () =>
      query(async () => {
        throw new TypeError('a bug')
      })
    await expect(broken()).rejects.toThrow('a bug')
  })

  test('run a transaction again that lost against another, and no more often than that', async () => {
    let attempts = 0
    const result = await transaction(opened.database, async (sql) => {
      attempts += 1
      await sql`UPDATE counters SET value = value + 1 WHERE id = 1`
      if (attempts < 3) await sql.unsafe(`DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$`)
      return attempts
    })
    expect(result._unsafeUnwrap()).toBe(3)
    const [row] = await opened.database.sql`SELECT value FROM counters WHERE id = 1`
    expect(row).toEqual({ value: 1 })
    let hopeless = 0
    const lost = await transaction(opened.database, async (sql) => {
      hopeless += 1
      await sql.unsafe(`DO $$ BEGIN RAISE SQLSTATE '40001'; END $$`)
    })
    expect(lost._unsafeUnwrapErr().kind).toBe('transient')
    expect(hopeless).toBe(5)
  })

  test('in a transaction leave nothing behind', async () => {
    const failed = await transaction(opened.database, async (sql) => {
      await sql`UPDATE counters SET value = 99 WHERE id = 2`
      await sql`SELECT 1 / 0`
    })
    expect(failed._unsafeUnwrapErr().kind).toBe('permanent')
    const [row] = await opened.database.sql`SELECT value FROM counters WHERE id = 2`
    expect(row).toEqual({ value: 0 })
  })
})

describe('a database that is not there', () => {
  test.each([true, false])('is a transient error (embedded: %p)', async (embedded) => {
    const port = await findFreePort()
    const url = embedded
      ? 'postgres://postgres@localhost/postgres?host=/nonexistent'
      : `postgres://postgres@127.0.0.1:${port}/postgres`
    const { sql, close } = openDatabase({ url, maxConnections: 1, embedded })
    const failed = await query(async () => sql`SELECT 1`)
    expect(failed._unsafeUnwrapErr()).toMatchObject({ kind: 'transient', code: 'database_unavailable' })
    await close()
    await close()
  })
})
