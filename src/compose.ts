import { hostname } from 'node:os'
import type { Hono } from 'hono'
import { createDirectReporter } from './adapters/direct/reporter.ts'
import { createAudioInspector } from './adapters/local/audio-inspector/audio-inspector.ts'
import { systemClock } from './adapters/system/clock.ts'
import { uuidV7Ids } from './adapters/system/ids.ts'
import { createPinoLogger } from './adapters/system/logger.ts'
import { ensureAdminToken } from './compose/admin-token.ts'
import { DATABASE_WAIT_MS } from './compose/await-server.ts'
import { type Closers, createClosers } from './compose/closers.ts'
import { createRepositories } from './compose/database.ts'
import { type AdapterChoice, createEngines, type EngineContext, type Engines } from './compose/engines.ts'
import { startHouseKeeping } from './compose/house-keeping.ts'
import { openQueue } from './compose/queue.ts'
import { createReadiness } from './compose/readiness.ts'
import { type ApiRole, ENGINES_OF, requireVariables } from './compose/roles.ts'
import { describeWork, startPools, transcribeWork, type Work } from './compose/workers.ts'
import type { Config } from './config.ts'
import { createHttpApp } from './http/app.ts'
import type { HttpDeps, HttpEnv, ReadinessCheck } from './http/deps.ts'
import { startHttpServer } from './http/serve.ts'
import { createTokenVerifier } from './http/tokens/token-verifier.ts'
import type { Logger } from './ports/logger.ts'
import type { PortResult } from './ports/port-error.ts'
import type { Queue } from './ports/queue.ts'
import { HEARTBEAT_INTERVAL_MS, LEASE_MS } from './ports/reporter.ts'
import type { SearchIndex } from './ports/search-index.ts'
import { createExpireUploads } from './usecases/uploads/expire-uploads.ts'

export { missingVariables, type Role, type WorkerRole } from './compose/roles.ts'
export {
  createWorkerProcess,
  type WorkerProcess,
  type WorkerProcessOptions,
} from './compose/worker-process.ts'

/** What a host program or a test brings itself; the rest is picked by the configuration. */
export interface ApplicationOptions extends Partial<Engines> {
  /** `api`: takes requests and keeps house, and leaves jobs to other processes. Default: `serve`, everything. */
  readonly role?: ApiRole
  readonly queue?: Queue
  readonly searchIndex?: SearchIndex
  /** Migrations to leave out, with what they make replaced by the host program: for a server without pgvector. */
  readonly withoutMigrations?: readonly string[]
  readonly logger?: Logger
  /** How long a claim holds without a heartbeat; milliseconds. */
  readonly leaseMs?: number
  readonly heartbeatIntervalMs?: number
  /** The embedded database died: nothing works until the process is started again, which loses nothing. */
  readonly onDatabaseFailure?: (error: Error) => void
  /** How long a database server that is away is waited for at start; default one minute, 0: not at all. */
  readonly databaseWaitMs?: number
  /** Ends that wait. */
  readonly signal?: AbortSignal
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
  /** Starts reconciler and house-keeping in this process, and the workers unless the role is `api`. Idempotent. */
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
  const { role = 'serve' } = options
  requireVariables(role, config)
  const logger = options.logger ?? createPinoLogger({ level: config.LOG_LEVEL })
  const leaseMs = options.leaseMs ?? LEASE_MS
  const { choice: databaseChoice, ...stored } = await createRepositories(config, closers, {
    without: options.withoutMigrations ?? [],
    logger,
    waitMs: options.databaseWaitMs ?? DATABASE_WAIT_MS,
    signal: options.signal ?? new AbortController().signal,
    onFailure(error) {
      logger.error('the embedded database died', { error })
      options.onDatabaseFailure?.(error)
    },
  })
  const repositories = { ...stored, searchIndex: options.searchIndex ?? stored.searchIndex }
  const context = { config, logger, closers }
  const { queue, choice: queueChoice } = await openQueue(context, options.queue)
  const { engines, choices, work, warmUp } = await enginesOf(role, context, options, repositories)
  await settle(repositories.searchIndex.prepare(engines.embedder))
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
    revAiWebhookSecret: config.REV_AI_WEBHOOK_SECRET ?? null,
    corsOrigins: config.CORS_ORIGIN,
  } satisfies HttpDeps)

  let started = false
  return {
    config,
    logger,
    http,
    adminToken,
    readiness,
    describe: () => [databaseChoice, queueChoice, ...choices],
    start() {
      if (started) return
      started = true
      warmUp()
      const heartbeatIntervalMs = options.heartbeatIntervalMs ?? HEARTBEAT_INTERVAL_MS
      const workerId = `${hostname()}:${process.pid}`
      const pools = startPools({ ...ports, config, reporter, workerId, leaseMs, heartbeatIntervalMs }, work)
      const houseKeeping = startHouseKeeping({ ...ports, leaseMs })
      closers.add(async () => {
        await Promise.all([pools.stop(), houseKeeping.stop()])
      })
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

/** The engines that the role needs, and the work that it does with them. */
async function enginesOf(
  role: ApiRole,
  context: EngineContext,
  given: Partial<Engines>,
  repositories: Omit<Parameters<typeof transcribeWork>[0], keyof Engines | 'ids' | 'logger' | 'config'>,
): Promise<{
  readonly engines: Pick<Engines, 'storage' | 'embedder'> & Partial<Engines>
  readonly choices: readonly AdapterChoice[]
  readonly work: Work
  readonly warmUp: () => void
}> {
  if (role === 'api') return { ...(await createEngines(context, given, ENGINES_OF.api)), work: {} }
  const built = await createEngines(context, given, ENGINES_OF.serve)
  const { config, logger } = context
  const deps = { ...repositories, ...built.engines, config, ids: uuidV7Ids, logger }
  return { ...built, work: { ...transcribeWork(deps), ...describeWork(deps) } }
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
