import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { okAsync } from 'neverthrow'
import { type Database, openDatabase } from '../../../src/adapters/postgres/connection.ts'
import { createPostgresExclusive } from '../../../src/adapters/postgres/exclusive.ts'
import { applyMigrations, readMigrations } from '../../../src/adapters/postgres/migrate.ts'
import { audiobooksContract } from '../../../src/testing/contracts/audiobooks.contract.ts'
import { uploadsContract } from '../../../src/testing/contracts/uploads.contract.ts'
import { expectOk } from '../../../src/testing/expect/expect-ok.ts'
import { startTransactionPooler } from '../../fakes/transaction-pooler.ts'
import { testDatabases } from '../../support/databases.ts'
import { postgresRepositories } from '../../support/repositories.ts'

const SETUP_TIMEOUT_MS = 60_000
const SERVER_CONNECTIONS = 4
const CLIENT_CONNECTIONS = 10
const RACERS = 6

/** A migrated database behind a pooler; more clients than it has connections. */
async function openPooled() {
  const kind = testDatabases().find(({ name }) => name === 'postgres')
  if (kind === undefined) throw new Error('no server')
  const direct = await kind.create()
  const pooler = await startTransactionPooler(direct.url, SERVER_CONNECTIONS)
  const open = (url: string, maxConnections: number) => openDatabase({ url, maxConnections, embedded: false })
  const database = open(`${pooler.url}?pgbouncer=true`, CLIENT_CONNECTIONS)
  return {
    database,
    aware: () => open(`${pooler.url}?prepare=false`, 1),
    unaware: () => open(pooler.url, 1),
    async close() {
      await database.close()
      await pooler.close()
      await direct.close()
    },
  }
}

const contract = {
  name: 'postgres behind a transaction pooler',
  create: async () => {
    const { database, close } = await openPooled()
    return { ...postgresRepositories(database), close }
  },
}
uploadsContract(contract)
audiobooksContract(contract)

describe('a transaction pooler', () => {
  let pooled: Awaited<ReturnType<typeof openPooled>>
  let database: Database
  beforeAll(async () => {
    pooled = await openPooled()
    database = pooled.database
  }, SETUP_TIMEOUT_MS)
  afterAll(() => pooled?.close())

  const askOften = async ({ sql }: Database) => {
    const seen = new Set<number>()
    for (let count = 0; count < 2 * SERVER_CONNECTIONS; count += 1) {
      await sql.begin(async (transaction) => {
        const [row] = await transaction<{ pid: number }[]>`
          SELECT pg_backend_pid() AS pid, ${count}::integer AS count`
        seen.add(row?.pid ?? 0)
      })
    }
    return seen.size
  }

  test('gives one client many sessions, and named statements break there', async () => {
    const [aware, unaware] = [pooled.aware(), pooled.unaware()]
    expect(await askOften(aware)).toBe(SERVER_CONNECTIONS)
    await expect(askOften(unaware)).rejects.toThrow(/prepared statement|transaction is aborted/)
    await Promise.all([aware.close(), unaware.close()])
  })

  test('migrations are applied once however many processes start at the same time', async () => {
    const shipped = (await readMigrations()).filter(({ name }) => name !== '0002_vectors')
    const statements = 'CREATE TABLE raced (id integer); INSERT INTO raced VALUES (1);'
    const next = [...shipped, { name: '9999_raced', statements }]
    await Promise.all(Array.from({ length: RACERS }, () => applyMigrations(database, next)))
    expect(await database.sql`SELECT id FROM raced`.then((rows) => rows.length)).toBe(1)
  })

  test('what may run once at a time does, and is free afterwards', async () => {
    const exclusive = createPostgresExclusive(database)
    const inside = exclusive.tryRun('reconcile', () => exclusive.tryRun('reconcile', () => okAsync('twice')))
    expect(await expectOk(inside)).toBeNull()
    for (let round = 0; round < SERVER_CONNECTIONS; round += 1) {
      expect(await expectOk(exclusive.tryRun('reconcile', () => okAsync(round)))).toBe(round)
    }
  })
})
