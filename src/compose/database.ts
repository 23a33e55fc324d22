import { isHalfRestored } from '../adapters/backup/restore-archive.ts'
import { onlyProcess } from '../adapters/memory/exclusive.ts'
import { createPostgresAudiobooks } from '../adapters/postgres/audiobooks.ts'
import { createPostgresAuditLog } from '../adapters/postgres/audit-log.ts'
import { type Database, EMBEDDED_MAX_CONNECTIONS, openDatabase } from '../adapters/postgres/connection.ts'
import { createPostgresDiscards } from '../adapters/postgres/discards.ts'
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../adapters/postgres/embedded/embedded-postgres.ts'
import { createPostgresEventLog } from '../adapters/postgres/event-log.ts'
import { createPostgresExclusive } from '../adapters/postgres/exclusive.ts'
import { createPostgresJobs } from '../adapters/postgres/jobs.ts'
import { type MigrateOptions, migrate, schemaState, VECTOR_MIGRATION } from '../adapters/postgres/migrate.ts'
import { createPostgresOutputs } from '../adapters/postgres/outputs.ts'
import { createPostgresQueuePauses } from '../adapters/postgres/queue-pauses.ts'
import { query } from '../adapters/postgres/run-query.ts'
import { createPostgresSearchIndex } from '../adapters/postgres/search-index.ts'
import { createPostgresUploads } from '../adapters/postgres/uploads.ts'
import { createPostgresUsage } from '../adapters/postgres/usage.ts'
import { createPostgresWebhookDeliveries } from '../adapters/postgres/webhook-deliveries.ts'
import { createPostgresWebhookOutbox } from '../adapters/postgres/webhook-outbox.ts'
import { createPostgresWebhooks } from '../adapters/postgres/webhooks.ts'
import { createPostgresWorkRates } from '../adapters/postgres/work-rates.ts'
import { systemClock } from '../adapters/system/clock.ts'
import type { Config } from '../config.ts'
import type { AuditLog } from '../ports/audit-log.ts'
import type { EventLog } from '../ports/event-log.ts'
import type { Exclusive } from '../ports/exclusive.ts'
import type { Logger } from '../ports/logger.ts'
import type { AudiobookRepository } from '../ports/repositories/audiobooks.ts'
import type { JobRepository } from '../ports/repositories/jobs.ts'
import type { OutputRepository } from '../ports/repositories/outputs.ts'
import type { QueuePauseRepository } from '../ports/repositories/queue-pauses.ts'
import type { DiscardRepository, UploadRepository } from '../ports/repositories/uploads.ts'
import type { WebhookDeliveryRepository } from '../ports/repositories/webhook-deliveries.ts'
import type { WebhookOutbox } from '../ports/repositories/webhook-outbox.ts'
import type { WebhookRepository } from '../ports/repositories/webhooks.ts'
import type { WorkRateRepository } from '../ports/repositories/work-rates.ts'
import type { SearchIndex } from '../ports/search-index.ts'
import type { UsageRepository } from '../ports/usage.ts'
import { awaitServer, type ServerWait } from './await-server.ts'
import type { Closers } from './closers.ts'
import type { AdapterChoice } from './engines.ts'
import { halfRestored, removeLeftOverSnapshots } from './left-overs.ts'

const MAX_CONNECTIONS = 10
const SCHEMA_POLL_INTERVAL_MS = 500
const SCHEMA_WARNING_INTERVAL_MS = 10_000

/** Most connections of a process to its database. */
export const poolSizeOf = (config: Pick<Config, 'DATABASE_URL'>): number =>
  config.DATABASE_URL === undefined ? EMBEDDED_MAX_CONNECTIONS : MAX_CONNECTIONS

/** Everything that is kept in a database. */
export interface Repositories {
  readonly uploads: UploadRepository
  readonly audiobooks: AudiobookRepository
  readonly discards: DiscardRepository
  readonly jobs: JobRepository
  readonly outputs: OutputRepository
  readonly queuePauses: QueuePauseRepository
  readonly auditLog: AuditLog
  readonly searchIndex: SearchIndex
  readonly usage: UsageRepository
  readonly eventLog: EventLog
  readonly workRates: WorkRateRepository
  readonly webhooks: WebhookRepository
  readonly webhookDeliveries: WebhookDeliveryRepository
  readonly webhookOutbox: WebhookOutbox
  readonly exclusive: Exclusive
}

/** Opens the database (a server, or the embedded one), brings its schema up to date, and gives its repositories. */
export async function createRepositories(
  config: Config,
  closers: Closers,
  options: OpenOptions & MigrateOptions,
) {
  const { database, choice, embedded } = await connect(config, closers, {
    ...options,
    vectors: !options.without?.includes(VECTOR_MIGRATION),
  })
  await migrate(database, options)
  return {
    choice,
    embedded,
    ...repositoriesOf(database),
    // The embedded database has one session, and one process by its lock.
    exclusive: config.DATABASE_URL === undefined ? onlyProcess : createPostgresExclusive(database),
  }
}

interface OpenOptions extends Omit<ServerWait, 'vectors'> {
  readonly onFailure: (error: Error) => void
}

/** Opens the database server for a worker: its schema is the API's to migrate, so this waits until it is current. */
export async function awaitRepositories(
  url: string,
  { closers, logger, signal, ...options }: AwaitOptions & MigrateOptions,
) {
  const database = openDatabase({ url, maxConnections: MAX_CONNECTIONS, embedded: false })
  closers.add(() => database.close())
  for (let waitedMs = 0; !signal.aborted; waitedMs += SCHEMA_POLL_INTERVAL_MS) {
    const state = await query(() => schemaState(database, options))
    if (state.isOk() && state.value === 'current') return repositoriesOf(database)
    if (waitedMs % SCHEMA_WARNING_INTERVAL_MS === 0) {
      const reason = state.isErr() ? state.error.message : 'The API has not migrated the database yet.'
      logger.warn('waiting for the database', { reason })
    }
    await systemClock.sleep(SCHEMA_POLL_INTERVAL_MS, signal)
  }
  throw new Error('stopped while waiting for the database')
}

interface AwaitOptions {
  readonly closers: Closers
  readonly logger: Logger
  readonly signal: AbortSignal
}

const repositoriesOf = (database: Database) => ({
  uploads: createPostgresUploads(database),
  audiobooks: createPostgresAudiobooks(database),
  discards: createPostgresDiscards(database),
  jobs: createPostgresJobs(database),
  outputs: createPostgresOutputs(database),
  queuePauses: createPostgresQueuePauses(database),
  auditLog: createPostgresAuditLog(database),
  searchIndex: createPostgresSearchIndex(database),
  usage: createPostgresUsage(database),
  workRates: createPostgresWorkRates(database),
  eventLog: createPostgresEventLog(database),
  webhooks: createPostgresWebhooks(database),
  webhookDeliveries: createPostgresWebhookDeliveries(database),
  webhookOutbox: createPostgresWebhookOutbox(database),
})

interface Connected {
  readonly database: Database
  readonly choice: AdapterChoice
  /** Null: a server has it. */
  readonly embedded: EmbeddedDatabase | null
}

/** What a backup asks of the embedded database. */
export interface EmbeddedDatabase extends Pick<EmbeddedPostgres, 'copyTo'> {
  /** Its newest migration. */
  schema(): Promise<string>
}

export const embeddedDatabase = (server: EmbeddedPostgres, database: Database): EmbeddedDatabase => ({
  copyTo: server.copyTo,
  async schema() {
    const [row] = await database.sql<{ name: string }[]>`
      SELECT name FROM schema_migrations ORDER BY name COLLATE "C" DESC LIMIT 1`
    if (row === undefined) throw new Error('the database has no schema')
    return row.name
  },
})

async function connect(
  config: Config,
  closers: Closers,
  options: OpenOptions & ServerWait,
): Promise<Connected> {
  if (config.DATABASE_URL !== undefined) {
    const server = await awaitServer(config.DATABASE_URL, options)
    const database = openDatabase({
      url: config.DATABASE_URL,
      maxConnections: MAX_CONNECTIONS,
      embedded: false,
    })
    closers.add(() => database.close())
    const reason = `DATABASE_URL is set; ${server}`
    return { database, choice: { port: 'database', adapter: 'postgres', reason }, embedded: null }
  }
  const { onFailure } = options
  if (await isHalfRestored(config.DATA_DIR)) throw new Error(halfRestored(config.DATA_DIR))
  const server = await startEmbeddedPostgres({ dataDirectory: config.DATA_DIR, onFailure })
  closers.add(() => server.close())
  await removeLeftOverSnapshots(config.DATA_DIR)
  const database = openDatabase({ url: server.url, maxConnections: MAX_CONNECTIONS, embedded: true })
  closers.add(() => database.close())
  const reason = `no DATABASE_URL, so PGlite in ${config.DATA_DIR}`
  const choice = { port: 'database', adapter: 'embedded', reason } as const
  return { database, choice, embedded: embeddedDatabase(server, database) }
}
