import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { fsyncSync } from 'node:fs'
import { cp, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { type Database, openDatabase } from '../../../../src/adapters/postgres/connection.ts'
import { POSTGRES_MAJOR_VERSION } from '../../../../src/adapters/postgres/embedded/data-directory.ts'
import {
  createDurableFiles,
  DURABLE_START_PARAMETERS,
} from '../../../../src/adapters/postgres/embedded/durable-files.ts'
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../../../src/adapters/postgres/embedded/embedded-postgres.ts'
import { query } from '../../../../src/adapters/postgres/run-query.ts'
import { embeddedTemplate } from '../../../support/databases.ts'
import { type TemporaryDirectory, temporaryDirectory } from '../../../support/temporary-directory.ts'

const SLOW_TEST_MS = 120_000

describe('embedded postgres', () => {
  let directory: TemporaryDirectory
  let opened: { server: EmbeddedPostgres; database: Database }[]
  beforeEach(async () => {
    directory = await temporaryDirectory()
    opened = []
  })
  afterEach(async () => {
    for (const { server, database } of opened) {
      await database.close()
      await server.close()
    }
    await directory.remove()
  })

  const open = async (dataDirectory = directory.path) => {
    const server = await startEmbeddedPostgres({ dataDirectory })
    const database = openDatabase({ url: server.url, maxConnections: 10, embedded: true })
    opened.push({ server, database })
    return { server, database, sql: database.sql }
  }
  const copyTemplate = async () => cp(await embeddedTemplate(), directory.path, { recursive: true })

  test(
    'makes a database, closes it and opens it again',
    async () => {
      const first = await open()
      await first.sql`CREATE TABLE kept AS SELECT 42 AS answer`
      const [version] = await first.sql`SHOW server_version_num`
      expect(Math.floor(Number(version?.server_version_num) / 10_000)).toBe(POSTGRES_MAJOR_VERSION)
      await first.database.close()
      await Promise.all([first.server.close(), first.server.close()])
      expect(await readdir(directory.path)).toEqual(['postgres'])
      const second = await open()
      expect([...(await second.sql`SELECT answer FROM kept`)]).toEqual([{ answer: 42 }])
    },
    SLOW_TEST_MS,
  )

  test(
    'lets no other user in',
    async () => {
      await copyTemplate()
      await open()
      const modes = await Promise.all(
        ['postgres', 'socket'].map(async (name) => (await stat(join(directory.path, name))).mode & 0o777),
      )
      expect(modes).toEqual([0o700, 0o700])
    },
    SLOW_TEST_MS,
  )

  test(
    'works in a directory whose path is too long for a socket',
    async () => {
      const long = join(directory.path, 'long-'.repeat(30))
      await cp(await embeddedTemplate(), long, { recursive: true })
      const { sql } = await open(long)
      expect([...(await sql`SELECT 1 AS one`)]).toEqual([{ one: 1 }])
    },
    SLOW_TEST_MS,
  )

  test(
    'refuses a second start in the same process',
    async () => {
      await copyTemplate()
      await open()
      const second = startEmbeddedPostgres({ dataDirectory: directory.path })
      await expect(second).rejects.toThrow(`is in use by process ${process.pid}`)
    },
    SLOW_TEST_MS,
  )

  test('refuses the files of another PostgreSQL', async () => {
    await mkdir(join(directory.path, 'postgres'))
    await writeFile(join(directory.path, 'postgres', 'PG_VERSION'), '15\n')
    const start = startEmbeddedPostgres({ dataDirectory: directory.path })
    await expect(start).rejects.toThrow(/made by PostgreSQL 15; this release needs 18/)
  })

  test('does not touch a directory that holds something else', async () => {
    await mkdir(join(directory.path, 'postgres'))
    await writeFile(join(directory.path, 'postgres', 'diary.txt'), 'dear diary')
    const start = startEmbeddedPostgres({ dataDirectory: directory.path })
    await expect(start).rejects.toThrow('holds something else than a PostgreSQL database')
    expect(await readdir(directory.path)).toEqual(['postgres'])
  })

  test(
    'starts over where the first start was cut short',
    async () => {
      await mkdir(join(directory.path, 'postgres'))
      await writeFile(join(directory.path, 'postgres', 'PG_VERSION'), '18\n')
      await writeFile(join(directory.path, 'postgres.incomplete'), '')
      const { sql } = await open()
      expect([...(await sql`SELECT 1 AS one`)]).toEqual([{ one: 1 }])
    },
    SLOW_TEST_MS,
  )

  test(
    'says so when it dies, and can be opened again',
    async () => {
      await copyTemplate()
      const failed = Promise.withResolvers<Error>()
      const server = await startEmbeddedPostgres({ dataDirectory: directory.path, onFailure: failed.resolve })
      const database = openDatabase({ url: server.url, maxConnections: 4, embedded: true })
      await database.sql`CREATE TABLE kept AS SELECT 42 AS answer`
      await database.sql`
      CREATE FUNCTION descend(depth integer) RETURNS integer LANGUAGE plpgsql AS
      'BEGIN RETURN descend(depth + 1); END'`
      const lost = await query(async () => database.sql`SELECT descend(0)`)
      expect(lost._unsafeUnwrapErr()).toMatchObject({ kind: 'transient', code: 'database_unavailable' })
      expect((await failed.promise).message).toContain('The embedded database failed')
      const after = await query(async () => database.sql`SELECT 1`)
      expect(after._unsafeUnwrapErr()).toMatchObject({ kind: 'transient', code: 'database_unavailable' })
      await database.close()
      await server.close()
      const { sql } = await open()
      expect([...(await sql`SELECT answer FROM kept`)]).toEqual([{ answer: 42 }])
    },
    SLOW_TEST_MS,
  )

  test(
    'has every commit on the disk before it is answered',
    async () => {
      await copyTemplate()
      let synced = 0
      const database = await PGlite.create({
        fs: createDurableFiles(join(directory.path, 'postgres'), (fileDescriptor) => {
          fsyncSync(fileDescriptor)
          synced += 1
        }),
        startParams: DURABLE_START_PARAMETERS,
      })
      await database.exec('CREATE TABLE counters AS SELECT 0 AS value')
      const before = synced
      for (let commit = 1; commit <= 5; commit += 1) {
        await database.exec('UPDATE counters SET value = value + 1')
        expect(synced).toBe(before + commit)
      }
      await database.close()
    },
    SLOW_TEST_MS,
  )

  test(
    'says so when it can not start, and gives the directory back',
    async () => {
      await copyTemplate()
      await writeFile(join(directory.path, 'postgres', 'global', 'pg_control'), 'broken')
      const start = () => startEmbeddedPostgres({ dataDirectory: directory.path })
      await expect(start()).rejects.toThrow('The embedded database failed')
      await expect(start()).rejects.toThrow('The embedded database failed')
    },
    SLOW_TEST_MS,
  )
})
