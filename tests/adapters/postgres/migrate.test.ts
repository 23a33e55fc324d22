import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import {
  applyMigrations,
  type Migration,
  readMigrations,
  schemaState,
} from '../../../src/adapters/postgres/migrate.ts'
import { type TestDatabase, testDatabases } from '../../support/databases.ts'

const SETUP_TIMEOUT_MS = 120_000
const RACERS = 8

describe.each(testDatabases())('migrations on $name', ({ create, hasVectors }) => {
  let opened: TestDatabase
  let shipped: readonly Migration[]
  beforeAll(async () => {
    opened = await create()
    const all = await readMigrations()
    shipped = hasVectors ? all : all.filter(({ name }) => name !== '0002_vectors')
  }, SETUP_TIMEOUT_MS)
  afterAll(() => opened.close())

  const applied = async () =>
    (await opened.database.sql`SELECT name FROM schema_migrations ORDER BY name`).map(({ name }) => name)

  test('are applied once, in order, and recorded', async () => {
    const names = shipped.map(({ name }) => name)
    expect(names[0]).toBe('0001_initial')
    expect(await applied()).toEqual(names)
    await applyMigrations(opened.database, shipped)
    expect(await applied()).toEqual(names)
  })

  test('that were changed after they were applied are refused', async () => {
    const changed = shipped.map((migration) => ({ ...migration, statements: `${migration.statements}--` }))
    await expect(applyMigrations(opened.database, changed)).rejects.toThrow(
      'Migration 0001_initial was changed after it was applied',
    )
  })

  test('that fail leave nothing behind', async () => {
    const statements = 'CREATE TABLE half_done (id integer); SELECT no_such_column FROM half_done;'
    const failing = [...shipped, { name: '9998_failing', statements }]
    await expect(applyMigrations(opened.database, failing)).rejects.toThrow('no_such_column')
    expect(await applied()).not.toContain('9998_failing')
    const [found] = await opened.database.sql`SELECT to_regclass('half_done') AS half_done`
    expect(found).toEqual({ half_done: null })
  })

  test('are applied once however many processes start at the same time', async () => {
    const statements = 'CREATE TABLE raced (id integer); INSERT INTO raced VALUES (1);'
    const next = [...shipped, { name: '9999_raced', statements }]
    await Promise.all(Array.from({ length: RACERS }, () => applyMigrations(opened.database, next)))
    expect(await opened.database.sql`SELECT id FROM raced`.then((rows) => rows.length)).toBe(1)
  })

  test('are what a worker waits for, and does not make itself', async () => {
    const without = hasVectors ? [] : ['0002_vectors']
    const { sql } = opened.database
    await sql`DELETE FROM schema_migrations WHERE name = '9999_raced'`
    expect(await schemaState(opened.database, { without })).toBe('current')
    await sql`UPDATE schema_migrations SET name = '0000_other' WHERE name = '0003_passages_by_configuration'`
    expect(await schemaState(opened.database, { without })).toBe('behind')
    await sql`ALTER TABLE schema_migrations RENAME TO hidden_migrations`
    expect(await schemaState(opened.database, { without })).toBe('behind')
    await sql`ALTER TABLE hidden_migrations RENAME TO schema_migrations`
    await sql`UPDATE schema_migrations SET name = '0003_passages_by_configuration' WHERE name = '0000_other'`
    await sql`INSERT INTO schema_migrations (name, sha256) VALUES ('9999_raced', '')`
    await expect(schemaState(opened.database, { without })).rejects.toThrow('newer release')
  })

  test('of a newer release are not ignored', async () => {
    await expect(applyMigrations(opened.database, shipped)).rejects.toThrow(
      'already migrated by a newer release of chapterwise (9999_raced)',
    )
  })
})
