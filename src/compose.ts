import { hostname } from 'node:os'
import type { Hono } from 'hono'
import { createDirectReporter } from './adapters/direct/reporter.ts'
import { createPinoLogger } from './adapters/system/logger.ts'
import { ensureAdminToken } from './compose/admin-token.ts'
import { openAdmission } from './compose/admission.ts'
import { type Closers, createClosers } from './compose/closers.ts'
import type { Repositories } from './compose/database.ts'
import type { AdapterChoice, Engines } from './compose/engines.ts'
import { startHouseKeeping } from './compose/house-keeping.ts'
import { observeCrashes } from './compose/observed/jobs.ts'
import { openPorts } from './compose/open-ports.ts'
import { createReadiness } from './compose/readiness.ts'
import { openRequestLimits } from './compose/request-limits.ts'
import type { ApiRole } from './compose/roles.ts'
import { secretsOf } from './compose/secrets.ts'
import { createUseCases, type UseCases } from './compose/use-cases.ts'
import { openWebhooks } from './compose/webhooks.ts'
import { startPools } from './compose/workers.ts'
import type { Config } from './config.ts'
import { createHttpApp } from './http/app.ts'
import type { TokenVerifier } from './http/auth.ts'
import type { HttpDeps, HttpEnv, ReadinessCheck } from './http/deps.ts'
import { createMetrics } from './http/metrics/metrics.ts'
import { startHttpServer } from './http/serve.ts'
import { createTokenVerifier } from './http/tokens/token-verifier.ts'
import type { AudioInspector } from './ports/audio-inspector.ts'
import type { Clock } from './ports/clock.ts'
import type { Ids } from './ports/ids.ts'
import type { Logger } from './ports/logger.ts'
import type { Queue } from './ports/queue.ts'
import { HEARTBEAT_INTERVAL_MS, LEASE_MS } from './ports/reporter.ts'
import type { SearchIndex } from './ports/search-index.ts'
import { createEventFeed } from './usecases/events/event-feed.ts'
import { createRateLearner } from './usecases/progress/learn-rates.ts'

export { missingVariables, type Role, type WorkerRole } from './compose/roles.ts'
export { openStoppedBackup, restoreBackup, verifyBackup } from './compose/stopped-system.ts'
export { createWorkerProcess, type WorkerProcess } from './compose/worker-process.ts'

/** What a host program or a test brings itself; the rest is picked by the configuration. */
export interface ApplicationOptions extends Partial<Engines> {
  /** `api`: takes requests and keeps house, and leaves jobs to other processes. Default: `serve`, everything. */
  readonly role?: ApiRole
  readonly queue?: Queue
  /** Everything that is kept in a database; `DATABASE_URL` and the embedded one are left alone then. */
  readonly repositories?: Repositories
  /** In place of the one that comes with the database. */
  readonly searchIndex?: SearchIndex
  readonly inspector?: AudioInspector
  /** Who may call; in place of static tokens and Supabase Auth. */
  readonly tokens?: TokenVerifier
  readonly clock?: Clock
  readonly ids?: Ids
  /** Where a host program mounts the API, as in `/audiobooks`; links start with it. Default: the path of `API_BASE_URL`. */
  readonly mountPath?: string
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
  /** What the API does, without HTTP. */
  readonly useCases: UseCases
  /** Which adapter stands behind each port, and why. */
  describe(): readonly AdapterChoice[]
  readiness(): Promise<readonly ReadinessCheck[]>
  /** The token that was made because none was configured; null otherwise. */
  readonly adminToken: { readonly token: string; readonly isNew: boolean } | null
  /** Starts reconciler and house-keeping in this process, and the workers unless the role is `api`. Idempotent. */
  start(): void
  /** Takes no more jobs, gives running ones back; requests are answered as before. `start` goes on. Idempotent. */
  stop(): Promise<void>
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
  const logger = options.logger ?? createPinoLogger({ level: config.LOG_LEVEL, secrets: secretsOf(config) })
  const metrics = createMetrics()
  const stopWatching = metrics.process.watchEventLoop()
  closers.add(async () => stopWatching())
  const opened = await openPorts(config, options, { logger, closers, metrics })
  const { ports, backups, choices, work, warmUp } = opened
  const leaseMs = options.leaseMs ?? LEASE_MS
  const heartbeatIntervalMs = options.heartbeatIntervalMs ?? HEARTBEAT_INTERVAL_MS
  const learner = createRateLearner(ports)
  const reporter = learner.watch(createDirectReporter({ ...ports, leaseMs }))
  const adminToken = options.tokens === undefined ? await adminTokenFor(config) : null
  const readiness = createReadiness(ports)
  const eventFeed = createEventFeed(ports)
  closers.add(() => eventFeed.close())
  const webhooks = openWebhooks(config, ports)
  const admission = await openAdmission(config, closers)
  const http = createHttpApp({
    ...ports,
    eventFeed,
    webhookSender: webhooks.sender,
    maxEventStreams: config.EVENT_STREAMS_MOST,
    maxEventStreamsPerOwner: config.EVENT_STREAMS_MOST_PER_OWNER,
    reporter,
    readiness,
    metrics,
    tokens: options.tokens ?? tokenVerifier(config, ports.clock, adminToken?.token),
    mountPath: options.mountPath ?? pathOf(config.API_BASE_URL),
    revAiWebhookSecret: config.REV_AI_WEBHOOK_SECRET ?? null,
    corsOrigins: config.CORS_ORIGIN,
    backups,
    requestLimits: await openRequestLimits(config, closers),
    requestTimeoutMs: config.REQUEST_TIMEOUT_SECONDS * 1_000,
  } satisfies HttpDeps)
  const background = createBackground(() => {
    warmUp()
    const workerId = `${hostname()}:${process.pid}`
    const pools = startPools(
      { ...ports, config, reporter, admission, metrics, workerId, leaseMs, heartbeatIntervalMs },
      work,
    )
    const houseKeeping = startHouseKeeping({
      ...ports,
      jobs: observeCrashes(ports.jobs, metrics.jobs),
      leaseMs,
      eventsToKeep: eventsToKeep(config),
      deadLettersMaxAgeMs: deadLettersMaxAgeMs(config),
      auditKeepDays: config.AUDIT_KEEP_DAYS,
      learnRates: learner.run,
      keepDeliveriesMs: webhooks.keepDeliveriesMs,
    })
    const dispatcher = webhooks.startDispatcher()
    return async () => {
      await Promise.all([pools.stop(), houseKeeping.stop(), dispatcher.stop()])
    }
  })
  return {
    ...{ config, logger, http, adminToken, readiness },
    useCases: createUseCases(ports),
    describe: () => choices,
    start: background.start,
    stop: background.stop,
    async listen() {
      const server = await startHttpServer({ app: http, host: config.API_HOST, port: config.API_PORT })
      closers.add(async () => {
        // Streams don't end by themselves; clients come back, to another process.
        await eventFeed.close()
        await server.close(HTTP_GRACE_MS)
      })
      return { url: server.url }
    },
    // Jobs first: who is given back soon is taken up soon, however long the last requests take.
    close: () => background.end().finally(() => closers.closeAll()),
  }
}

interface Background {
  start(): void
  stop(): Promise<void>
  /** Stops; there is no start after it. */
  end(): Promise<void>
}

/** What goes on besides answering. `run` starts it and answers how to stop it. */
function createBackground(run: () => () => Promise<void>): Background {
  let halt: (() => Promise<void>) | null = null
  let stopping: Promise<void> = Promise.resolve()
  let isOver = false
  const stop = () => {
    if (halt !== null) stopping = halt()
    halt = null
    return stopping
  }
  return {
    start() {
      if (!isOver) halt ??= run()
    },
    stop,
    end() {
      isOver = true
      return stop()
    },
  }
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

const eventsToKeep = ({ EVENTS_KEEP_HOURS, EVENTS_KEEP_MOST }: Config) => ({
  maxAgeMs: EVENTS_KEEP_HOURS * HOUR_MS,
  maxEvents: EVENTS_KEEP_MOST,
})

/** Without any way to log in configured, the server makes its own admin token. */
async function adminTokenFor(config: Config): Promise<Application['adminToken']> {
  const hasLogin = config.ADMIN_TOKENS.length > 0 || config.SUPABASE_URL !== undefined
  return hasLogin ? null : ensureAdminToken(config.DATA_DIR)
}

const pathOf = (url: string | undefined): string => (url === undefined ? '' : new URL(url).pathname)

function tokenVerifier(config: Config, clock: Clock, generatedToken: string | undefined) {
  const { SUPABASE_URL: url, SUPABASE_JWT_SECRET: jwtSecret } = config
  return createTokenVerifier({
    adminTokens: generatedToken === undefined ? config.ADMIN_TOKENS : [generatedToken],
    workerToken: config.WORKER_TOKEN ?? null,
    supabase: url === undefined ? null : { url, clock, ...(jwtSecret === undefined ? {} : { jwtSecret }) },
  })
}

const deadLettersMaxAgeMs = ({ DEAD_LETTER_RETENTION_DAYS: days }: Config) =>
  days === undefined ? null : days * DAY_MS
