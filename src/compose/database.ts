import { createPostgresAudiobooks } from '../adapters/postgres/audiobooks.ts'
import { type Database, openDatabase } from '../adapters/postgres/connection.ts'
import { createPostgresDiscards } from '../adapters/postgres/discards.ts'
import { startEmbeddedPostgres } from '../adapters/postgres/embedded/embedded-postgres.ts'
import { createPostgresJobs } from '../adapters/postgres/jobs.ts'
import { migrate } from '../adapters/postgres/migrate.ts'
import { createPostgresOutputs } from '../adapters/postgres/outputs.ts'
import { createPostgresSearchIndex } from '../adapters/postgres/search-index.ts'
import { createPostgresUploads } from '../adapters/postgres/uploads.ts'
import type { Config } from '../config.ts'
import type { Closers } from './closers.ts'
import type { AdapterChoice } from './engines.ts'

const MAX_CONNECTIONS = 10

/** Opens the database (a server, or the embedded one), brings its schema up to date, and gives its repositories. */
export async function createRepositories(
  config: Config,
  closers: Closers,
  onFailure: (error: Error) => void,
) {
  const { database, choice } = await connect(config, closers, onFailure)
  await migrate(database)
  return {
    database,
    choice,
    uploads: createPostgresUploads(database),
    audiobooks: createPostgresAudiobooks(database),
    discards: createPostgresDiscards(database),
    jobs: createPostgresJobs(database),
    outputs: createPostgresOutputs(database),
    searchIndex: createPostgresSearchIndex(database),
  }
}

async function connect(
  config: Config,
  closers: Closers,
  onFailure: (error: Error) => void,
): Promise<{ readonly database: Database; readonly choice: AdapterChoice }> {
  if (config.DATABASE_URL !== undefined) {
    const database = openDatabase({
      url: config.DATABASE_URL,
      maxConnections: MAX_CONNECTIONS,
      embedded: false,
    })
    closers.add(() => database.close())
    return { database, choice: { port: 'database', adapter: 'postgres', reason: 'DATABASE_URL is set' } }
  }
  const server = await startEmbeddedPostgres({ dataDirectory: config.DATA_DIR, onFailure })
  closers.add(() => server.close())
  const database = openDatabase({ url: server.url, maxConnections: MAX_CONNECTIONS, embedded: true })
  closers.add(() => database.close())
  const reason = `no DATABASE_URL, so PGlite in ${config.DATA_DIR}`
  return { database, choice: { port: 'database', adapter: 'embedded', reason } }
}
