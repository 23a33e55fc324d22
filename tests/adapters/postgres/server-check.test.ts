import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Database, openDatabase } from '../../../src/adapters/postgres/connection.ts'
import { applyMigrations } from '../../../src/adapters/postgres/migrate.ts'
import { checkServer, type ServerFacts, serverProblems } from '../../../src/adapters/postgres/server-check.ts'
import { expectOk } from '../../../src/testing/expect/expect-ok.ts'
import { type TestDatabase, testDatabases } from '../../support/databases.ts'

const SETUP_TIMEOUT_MS = 120_000
const ALL = { vectors: true }

const good: ServerFacts = {
  ...{ versionNumber: 170_002, version: '17.2', encoding: 'UTF8', isReadOnly: false },
  ...{ role: 'reader', database: 'books', schema: 'public', mayCreateTables: true },
  ...{ vectorAvailable: '0.8.1', vectorInstalled: null },
}

describe('what a server must be', () => {
  test.each<[string, Partial<ServerFacts>, string]>([
    [
      'too old',
      { versionNumber: 140_009, version: '14.9' },
      'PostgreSQL 15 or newer is needed; this server is 14.9.',
    ],
    ['read-only', { isReadOnly: true }, 'must name the primary'],
    ['not Unicode', { encoding: 'LATIN1' }, "books is in LATIN1; make one with ENCODING 'UTF8'"],
    [
      'without a schema',
      { schema: null, mayCreateTables: false },
      'No schema in the search path of role reader',
    ],
    ['not to be written', { mayCreateTables: false }, 'GRANT CREATE ON SCHEMA public TO reader;'],
    ['without pgvector', { vectorAvailable: null }, 'postgresql-17-pgvector'],
    ['with an old pgvector', { vectorAvailable: '0.7.4' }, 'this server has 0.7.4'],
    [
      'not upgraded',
      { vectorInstalled: '0.7.4' },
      'books has 0.7.4: upgrade it on the server, then ALTER EXTENSION',
    ],
  ])('%s', (_what, facts, said) => {
    const problems = serverProblems({ ...good, ...facts }, ALL)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(said)
  })

  test('nothing is wrong with a good one, nor with one that is newer than known', () => {
    const newer = {
      versionNumber: 200_000,
      version: '20.0',
      vectorAvailable: '1.0',
      vectorInstalled: '0.10.0',
    }
    for (const facts of [good, { ...good, ...newer }]) expect(serverProblems(facts, ALL)).toEqual([])
    expect(serverProblems({ ...good, vectorAvailable: null }, { vectors: false })).toEqual([])
  })
})

describe('asking a server', () => {
  let server: TestDatabase
  let limited: Database
  const role = `limited_${process.pid}`
  beforeAll(async () => {
    const kind = testDatabases().find(({ name }) => name === 'postgres')
    if (kind === undefined) throw new Error('no server')
    server = await kind.create()
    await server.database.sql.unsafe(`CREATE ROLE ${role} LOGIN`)
    const url = server.url.replace('postgres@', `${role}@`)
    limited = openDatabase({ url, maxConnections: 1, embedded: false })
  }, SETUP_TIMEOUT_MS)
  afterAll(async () => {
    await limited?.close()
    await server?.database.sql.unsafe(`DROP OWNED BY ${role}`)
    await server?.database.sql.unsafe(`DROP ROLE ${role}`)
    await server?.close()
  })

  test(
    'PGlite and what it has',
    async () => {
      const embedded = await testDatabases()[0]?.create()
      if (embedded === undefined) throw new Error('no PGlite')
      expect(await expectOk(checkServer(embedded.database, ALL))).toMatch(
        /^PostgreSQL \d+\.\d+, pgvector \d+\.\d+/,
      )
      await embedded.close()
    },
    SETUP_TIMEOUT_MS,
  )

  test('PostgreSQL, which has no pgvector here', async () => {
    expect(await expectOk(checkServer(server.database, { vectors: false }))).toMatch(/^PostgreSQL \d+\.\d+$/)
    const error = (await checkServer(server.database, ALL))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'permanent', code: 'unsuitable_database' })
    expect(error.message).toMatch(/this server does not have it .*postgresql-\d\d-pgvector/)
  })

  test('a role without rights is told all it lacks at once', async () => {
    const { message } = (await checkServer(limited, ALL))._unsafeUnwrapErr()
    expect(message).toContain(`GRANT CREATE ON SCHEMA public TO ${role};`)
    expect(message).toContain('pgvector')
  })

  test('a role that may not create an extension is told what it takes', async () => {
    await server.database.sql.unsafe(`GRANT CREATE ON SCHEMA public TO ${role}`)
    await server.database.sql.unsafe(`GRANT SELECT, INSERT ON schema_migrations TO ${role}`)
    // One that any server has, and that is `trusted` as pgvector is.
    const migration = { name: '9999_extension', statements: 'CREATE EXTENSION IF NOT EXISTS citext' }
    await expect(applyMigrations(limited, [migration])).rejects.toThrow(
      'Migration 9999_extension failed: permission denied to create extension "citext" (Must have CREATE privilege on current database',
    )
  })
})
