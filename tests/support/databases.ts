import { cp, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Database, openDatabase } from '../../src/adapters/postgres/connection.ts'
import { startEmbeddedPostgres } from '../../src/adapters/postgres/embedded/embedded-postgres.ts'
import { migrate, VECTOR_MIGRATION } from '../../src/adapters/postgres/migrate.ts'
import { postgresServer } from './postgres-server.ts'
import { processDirectory } from './process-directory.ts'

export interface TestDatabase {
  readonly database: Database
  readonly url: string
  close(): Promise<void>
}

export interface TestDatabaseKind {
  readonly name: 'pglite' | 'postgres'
  /** Debian has no package of pgvector, so there the migration that needs it is left out. */
  readonly hasVectors: boolean
  /** A database of its own, migrated and empty. */
  create(): Promise<TestDatabase>
}

const MAX_CONNECTIONS = 20

/** Every kind of database that the SQL adapters work with; suites run on each of them. */
export const testDatabases = (): readonly TestDatabaseKind[] => [
  { name: 'pglite', hasVectors: true, create: createEmbedded },
  { name: 'postgres', hasVectors: false, create: createOnServer },
]

let template: Promise<string> | null = null
let copies: Promise<string> | null = null

/** A data directory with a new, migrated database, to be copied: making one takes seconds. */
export const embeddedTemplate = (): Promise<string> => {
  template ??= makeTemplate()
  return template
}

const createEmbedded = async (): Promise<TestDatabase> => {
  copies ??= processDirectory('pglite')
  const dataDirectory = await mkdtemp(join(await copies, 'data-'))
  await cp(await embeddedTemplate(), dataDirectory, { recursive: true })
  const { close, ...opened } = await openEmbedded(dataDirectory)
  return {
    ...opened,
    async close() {
      await close()
      await rm(dataDirectory, { recursive: true, force: true })
    },
  }
}

const makeTemplate = async (): Promise<string> => {
  const dataDirectory = await processDirectory('pglite-template')
  const { database, close } = await openEmbedded(dataDirectory)
  await migrate(database)
  await close()
  return dataDirectory
}

const openEmbedded = async (dataDirectory: string): Promise<TestDatabase> => {
  const server = await startEmbeddedPostgres({ dataDirectory })
  const { url } = server
  const database = openDatabase({ url, maxConnections: MAX_CONNECTIONS, embedded: true })
  return {
    ...{ database, url },
    async close() {
      await database.close()
      await server.close()
    },
  }
}

const TEMPLATE_NAME = 'chapterwise_template'
let serverTemplate: Promise<void> | null = null
let databasesMade = 0

const createOnServer = async (): Promise<TestDatabase> => {
  const server = await postgresServer()
  serverTemplate ??= makeServerTemplate()
  await serverTemplate
  databasesMade += 1
  const name = `chapterwise_${databasesMade}`
  await administer(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE_NAME}`)
  const url = server.url(name)
  const database = openDatabase({ url, maxConnections: MAX_CONNECTIONS, embedded: false })
  return {
    ...{ database, url },
    async close() {
      await database.close()
      await administer(`DROP DATABASE ${name} WITH (FORCE)`)
    },
  }
}

const makeServerTemplate = async (): Promise<void> => {
  const server = await postgresServer()
  await administer(`CREATE DATABASE ${TEMPLATE_NAME}`)
  const database = openDatabase({ url: server.url(TEMPLATE_NAME), maxConnections: 1, embedded: false })
  await migrate(database, { without: [VECTOR_MIGRATION] })
  await database.close()
}

const administer = async (statement: string): Promise<void> => {
  const server = await postgresServer()
  const { sql, close } = openDatabase({ url: server.url('postgres'), maxConnections: 1, embedded: false })
  try {
    await sql.unsafe(statement)
  } finally {
    await close()
  }
}
