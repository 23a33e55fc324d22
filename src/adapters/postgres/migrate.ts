import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { moduleFile } from '../../package-files.ts'
import type { Database, Sql, TransactionSql } from './connection.ts'

export interface Migration {
  /** File name without extension; they are applied in the order of their names. */
  readonly name: string
  readonly statements: string
}

export interface MigrateOptions {
  /** Names to leave out: for a test server that has no pgvector, never in production. */
  readonly without?: readonly string[]
}

/** The one that needs pgvector. */
export const VECTOR_MIGRATION = '0002_vectors'

/** Any number that no other program on the same database takes for its own. */
const MIGRATION_LOCK = 4_127_301_977

/**
 * Brings the schema up to date. Each file is applied once, in its own transaction, by one process at a time.
 * Throws when a file that was applied has changed since, or when the database is ahead of this release.
 */
export const migrate = async (database: Database, options: MigrateOptions = {}): Promise<void> => {
  const known = await readMigrations()
  await applyMigrations(
    database,
    known.filter(({ name }) => !options.without?.includes(name)),
  )
}

/**
 * What the schema is to this release: `current`, or `behind` when it (or the database itself) must be migrated first.
 * Throws when a newer release migrated it.
 */
export const schemaState = async (
  database: Database,
  options: MigrateOptions = {},
): Promise<'current' | 'behind'> => {
  const known = (await readMigrations()).filter(({ name }) => !options.without?.includes(name))
  const [table] = await database.sql<{ exists: boolean }[]>`
    SELECT to_regclass('schema_migrations') IS NOT NULL AS exists`
  if (table?.exists !== true) return 'behind'
  await refuseNewer(database.sql, known)
  const applied = await database.sql<{ name: string }[]>`SELECT name FROM schema_migrations`
  const names = new Set(applied.map(({ name }) => name))
  return known.every(({ name }) => names.has(name)) ? 'current' : 'behind'
}

export const readMigrations = async (): Promise<readonly Migration[]> => {
  const folder = moduleFile('adapters/postgres/migrations')
  const files = (await readdir(folder)).filter((file) => /^\d{4}_\w+\.sql$/.test(file)).sort()
  return Promise.all(
    files.map(async (file) => ({
      name: file.slice(0, -'.sql'.length),
      statements: await readFile(join(folder, file), 'utf8'),
    })),
  )
}

export const applyMigrations = async (
  database: Database,
  migrations: readonly Migration[],
): Promise<void> => {
  await database.sql.begin(async (sql) => {
    await lock(sql)
    await sql`
      CREATE TABLE IF NOT EXISTS schema_migrations (
        name text PRIMARY KEY,
        sha256 text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now()
      )`
    await refuseNewer(sql, migrations)
  })
  for (const migration of migrations) {
    await database.sql.begin(async (sql) => {
      await lock(sql)
      await apply(sql, migration)
    })
  }
}

const lock = (sql: TransactionSql) => sql`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK}::bigint)`

const refuseNewer = async (sql: Sql | TransactionSql, migrations: readonly Migration[]): Promise<void> => {
  const newest = migrations.at(-1)?.name ?? ''
  const [newer] = await sql<{ name: string }[]>`
    SELECT name FROM schema_migrations WHERE name COLLATE "C" > ${newest} ORDER BY name LIMIT 1`
  if (newer) {
    throw new Error(
      `The database was already migrated by a newer release of chapterwise (${newer.name}). Start that release.`,
    )
  }
}

const apply = async (sql: TransactionSql, { name, statements }: Migration): Promise<void> => {
  const sha256 = createHash('sha256').update(statements).digest('hex')
  const [applied] = await sql<{ sha256: string }[]>`
    SELECT sha256 FROM schema_migrations WHERE name = ${name}`
  if (applied && applied.sha256 !== sha256) {
    throw new Error(
      `Migration ${name} was changed after it was applied to this database. ` +
        'Restore the file and put the change into a new migration.',
    )
  }
  if (applied) return
  try {
    await sql.unsafe(statements)
  } catch (error) {
    throw new Error(`Migration ${name} failed: ${explain(error)}`, { cause: error })
  }
  await sql`INSERT INTO schema_migrations (name, sha256) VALUES (${name}, ${sha256})`
}

/** What PostgreSQL says, with its hint: for an extension that may not be created it names the privilege. */
const explain = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const hint = 'hint' in error && typeof error.hint === 'string' ? ` (${error.hint})` : ''
  return `${error.message}${hint}`
}
