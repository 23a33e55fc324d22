import { hostname } from 'node:os'
import type { Hono } from 'hono'
import { createDirectReporter } from './adapters/direct/reporter.ts'
import { createAudioInspector } from './adapters/local/audio-inspector/audio-inspector.ts'
import { createMemoryQueue } from './adapters/memory/queue.ts'
import { systemClock } from './adapters/system/clock.ts'
import { uuidV7Ids } from './adapters/system/ids.ts'
import { createPinoLogger } from './adapters/system/logger.ts'
import { ensureAdminToken } from './compose/admin-token.ts'
import { type Closers, createClosers } from './compose/closers.ts'
import { createRepositories } from './compose/database.ts'
import { type AdapterChoice, createEngines, type Engines } from './compose/engines.ts'
import { createReadiness } from './compose/readiness.ts'
import { startWorkers } from './compose/workers.ts'
import type { Config } from './config.ts'
import { createHttpApp } from './http/app.ts'
import type { HttpDeps, HttpEnv, ReadinessCheck } from './http/deps.ts'
import { startHttpServer } from './http/serve.ts'
import { createTokenVerifier } from './http/tokens/token-verifier.ts'
import type { Logger } from './ports/logger.ts'
import type { PortResult } from './ports/port-error.ts'
import { HEARTBEAT_INTERVAL_MS, LEASE_MS } from './ports/reporter.ts'
import { createExpireUploads } from './usecases/expire-uploads.ts'

/** What a host program or a test brings itself; the rest is picked by the configuration. */
export interface ApplicationOptions extends Partial<Engines> {
  readonly logger?: Logger
  /** How long a claim holds without a heartbeat; milliseconds. */
  readonly leaseMs?: number
  readonly heartbeatIntervalMs?: number
  /** The embedded database died: nothing works until the process is started again, which loses nothing. */
  readonly onDatabaseFailure?: (error: Error) => void
}

export interface Application {
  readonly config: Config
  readonly logger: Logger
  /** The HTTP API; `listen` serves it, a host program may mount it. */
  readonly http: Hono<HttpEnv>
  /** Which adapter stands behind each port, and why. */
  describe(): readonly AdapterChoice[]
  readiness(): Promise<readonly ReadinessCheck[]>
  /** The token that was made because none was configured; null otherwise. */
  readonly adminToken: { readonly token: string; readonly isNew: boolean } | null
  /** Starts workers, reconciler and house-keeping in this process. Idempotent. */
  start(): void
  /** Serves HTTP on the configured host and port (0: a free one). */
  listen(): Promise<{ readonly url: string }>
  /** Stops taking requests and jobs, gives running jobs back, closes everything. Idempotent. */
  close(): Promise<void>
}

/** How long running requests may go on once the application closes. */
const HTTP_GRACE_MS = 5_000

/** Builds the system from a parsed configuration. Rejects when it can't start, with everything closed again. */
export async function createApplication(
  config: Config,
  options: ApplicationOptions = {},
): Promise<Application> {
  const closers = createClosers()
  try {
    return await assemble(config, options, closers)
  } catch (error) {
    await closers.closeAll().catch(() => {})
    throw error
  }
}

async function assemble(config: Config, options: ApplicationOptions, closers: Closers): Promise<Application> {
  const logger = options.logger ?? createPinoLogger({ level: config.LOG_LEVEL })
  const leaseMs = options.leaseMs ?? LEASE_MS
  const repositories = await createRepositories(config, closers, (error) => {
    logger.error('the embedded database died', { error })
    options.onDatabaseFailure?.(error)
  })
  const { choices, ...engines } = await createEngines({ config, logger, closers }, options)
  await settle(repositories.searchIndex.prepare(engines.embedder))
  const queue = createMemoryQueue({ clock: systemClock })
  const ports = {
    ...repositories,
    ...engines,
    queue,
    clock: systemClock,
    ids: uuidV7Ids,
    random: Math.random,
    logger,
  }
  // The embedded database has one process: whoever was receiving a file when the last one ended is gone.
  if (config.DATABASE_URL === undefined) await settle(createExpireUploads({ ...ports, receivingIdleMs: 0 })())
  const reporter = createDirectReporter({ ...ports, leaseMs })
  const adminToken = await adminTokenFor(config)
  const readiness = createReadiness(ports)
  const http = createHttpApp({
    ...ports,
    reporter,
    readiness,
    inspector: createAudioInspector(),
    tokens: tokenVerifier(config, adminToken?.token),
    maxFileSizeBytes: config.MAX_FILE_SIZE_BYTES,
    corsOrigins: config.CORS_ORIGIN,
  } satisfies HttpDeps)

  const queueChoice: AdapterChoice = {
    port: 'queue',
    adapter: queue.name,
    reason: 'one process; rebuilt from the database',
  }
  let started = false
  return {
    config,
    logger,
    http,
    adminToken,
    readiness,
    describe: () => [repositories.choice, queueChoice, ...choices],
    start() {
      if (started) return
      started = true
      const heartbeatIntervalMs = options.heartbeatIntervalMs ?? HEARTBEAT_INTERVAL_MS
      const workerId = `${hostname()}:${process.pid}`
      const workers = startWorkers({ ...ports, config, reporter, workerId, leaseMs, heartbeatIntervalMs })
      closers.add(() => workers.stop())
    },
    async listen() {
      const server = await startHttpServer({
        app: http,
        host: config.API_HOST,
        port: config.API_PORT,
      })
      closers.add(() => server.close(HTTP_GRACE_MS))
      return { url: server.url }
    },
    close: () => closers.closeAll(),
  }
}

/** At start an error of a port is one that can't be started with. */
async function settle(step: PortResult<unknown>): Promise<void> {
  const outcome = await step
  if (outcome.isErr()) throw new Error(outcome.error.message, { cause: outcome.error.cause })
}

/** Without any way to log in configured, the server makes its own admin token. */
async function adminTokenFor(config: Config): Promise<Application['adminToken']> {
  const hasLogin = config.ADMIN_TOKENS.length > 0 || config.SUPABASE_URL !== undefined
  return hasLogin ? null : ensureAdminToken(config.DATA_DIR)
}

function tokenVerifier(config: Config, generatedToken: string | undefined) {
  const { SUPABASE_URL: url, SUPABASE_JWT_SECRET: jwtSecret } = config
  return createTokenVerifier({
    adminTokens: generatedToken === undefined ? config.ADMIN_TOKENS : [generatedToken],
    workerToken: config.WORKER_TOKEN ?? null,
    supabase:
      url === undefined
        ? null
        : { url, clock: systemClock, ...(jwtSecret === undefined ? {} : { jwtSecret }) },
  })
}
