import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { okAsync } from 'neverthrow'
import { createHttpReporter } from '../adapters/http-reporter/reporter.ts'
import { systemClock } from '../adapters/system/clock.ts'
import { uuidV7Ids } from '../adapters/system/ids.ts'
import { createPinoLogger } from '../adapters/system/logger.ts'
import type { Config } from '../config.ts'
import { createMetrics } from '../http/metrics/metrics.ts'
import type { Clock } from '../ports/clock.ts'
import type { Ids } from '../ports/ids.ts'
import type { Logger } from '../ports/logger.ts'
import type { Queue } from '../ports/queue.ts'
import { HEARTBEAT_INTERVAL_MS, type JobReporter, LEASE_MS } from '../ports/reporter.ts'
import type { SearchIndex } from '../ports/search-index.ts'
import { startPeriodicTask } from '../workers/periodic-task.ts'
import { openAdmission } from './admission.ts'
import { type Closers, createClosers } from './closers.ts'
import { awaitRepositories, poolSizeOf } from './database.ts'
import { enginePlanOf } from './engine-plan.ts'
import { type AdapterChoice, type BuiltEngines, createEngines, type Engines } from './engines.ts'
import { type EngineWatch, observeEngines, observeUsage } from './observed/engines.ts'
import { observeQueue, observeRepositories } from './observed/ports.ts'
import { openQueue } from './queue.ts'
import { createReadiness } from './readiness.ts'
import { refuseBroken } from './refuse-broken.ts'
import { ENGINES_OF, requireVariables, type WorkerRole } from './roles.ts'
import { secretsOf } from './secrets.ts'
import { serveProbes } from './worker-probes.ts'
import { describeWork, startPools, transcribeWork, type Work } from './workers.ts'

/** What a host program or a test brings itself; the rest is picked by the configuration. */
export interface WorkerProcessOptions extends Partial<Engines> {
  readonly logger?: Logger
  readonly queue?: Queue
  readonly searchIndex?: SearchIndex
  readonly clock?: Clock
  readonly ids?: Ids
  readonly leaseMs?: number
  readonly heartbeatIntervalMs?: number
  readonly withoutMigrations?: readonly string[]
  /** Ends the wait for a database that is away or not migrated yet. */
  readonly signal?: AbortSignal
}

/** A process that runs jobs and serves nothing but probes: it leases ids, reports to the API and saves outputs in the database. */
export interface WorkerProcess {
  readonly role: WorkerRole
  readonly workerId: string
  /** Which adapter stands behind each port, and why. */
  describe(): readonly AdapterChoice[]
  /** Takes jobs. Idempotent. */
  start(): void
  /** Takes no more jobs, gives running ones back, closes everything. Idempotent. */
  close(): Promise<void>
}

const HEALTH_INTERVAL_MS = 60_000
const WORKER_ID_BYTES = 3

/** Builds a worker process. Rejects when it can't start, with everything closed again; an API that is away is waited for. */
export async function createWorkerProcess(
  config: Config,
  role: WorkerRole,
  options: WorkerProcessOptions = {},
): Promise<WorkerProcess> {
  const closers = createClosers()
  try {
    return await assemble(config, role, options, closers)
  } catch (error) {
    await closers.closeAll().catch(() => {})
    throw error
  }
}

async function assemble(
  config: Config,
  role: WorkerRole,
  options: WorkerProcessOptions,
  closers: Closers,
): Promise<WorkerProcess> {
  requireVariables(role, config)
  const logger = options.logger ?? createPinoLogger({ level: config.LOG_LEVEL, secrets: secretsOf(config) })
  const { clock = systemClock, ids = uuidV7Ids } = options
  const context = { config, logger, closers, clock }
  const metrics = createMetrics()
  const stopWatching = metrics.process.watchEventLoop()
  closers.add(async () => stopWatching())
  metrics.ports.poolSize(poolSizeOf(config))
  const useReadiness = await serveProbes(config, closers, metrics)
  const opened = await awaitRepositories(config.DATABASE_URL ?? '', {
    ...context,
    signal: options.signal ?? new AbortController().signal,
    without: options.withoutMigrations ?? [],
  })
  const searchIndex = options.searchIndex ?? opened.searchIndex
  const stored = observeRepositories({ ...opened, searchIndex }, metrics.ports)
  const repositories = {
    ...stored,
    usage: observeUsage(stored.usage, metrics.providers),
  }
  const { queue: openedQueue, choice: queueChoice } = await openQueue(context, options.queue)
  const queue = observeQueue(openedQueue, metrics.ports)
  const heartbeatIntervalMs = options.heartbeatIntervalMs ?? HEARTBEAT_INTERVAL_MS
  const admission = await openAdmission(config, closers)
  const { reporter, choice: reporterChoice } = reporterOf(config, heartbeatIntervalMs)
  const watch = { providers: metrics.providers, plan: enginePlanOf({ config, clock, given: options }) }
  const { work, engines, choices, warmUp } = await workOf(role, context, options, {
    ...repositories,
    watch,
    config,
    ids,
    clock,
    logger,
  })
  useReadiness(createReadiness({ ...engines, jobs: repositories.jobs, queue }))
  // Processes in containers often share a host name and a process id.
  const workerId = `${hostname()}:${process.pid}:${randomBytes(WORKER_ID_BYTES).toString('hex')}`
  const databaseChoice = { port: 'database', adapter: 'postgres', reason: 'DATABASE_URL is set' } as const

  let started = false
  return {
    role,
    workerId,
    describe: () => [databaseChoice, queueChoice, reporterChoice, ...choices],
    start() {
      if (started) return
      started = true
      warmUp()
      const pools = startPools(
        {
          ...{ config, queue, reporter, admission, metrics, workerId, logger, clock },
          leaseMs: options.leaseMs ?? LEASE_MS,
          heartbeatIntervalMs,
        },
        work,
      )
      const health = startPeriodicTask(
        { clock, random: Math.random, logger },
        {
          name: 'say how it is',
          intervalMs: HEALTH_INTERVAL_MS,
          run: () => okAsync(logger.info('worker is up', { role, workerId, running: pools.running() })),
        },
      )
      closers.add(async () => {
        await Promise.all([pools.stop(), health.stop()])
      })
    },
    close: () => closers.closeAll(),
  }
}

function reporterOf(
  { API_BASE_URL: baseUrl = '', WORKER_TOKEN: token = '' }: Config,
  heartbeatIntervalMs: number,
): {
  readonly reporter: JobReporter
  readonly choice: AdapterChoice
} {
  return {
    // A heartbeat that is lost must be over when the next one is due.
    reporter: createHttpReporter({ baseUrl, token, timeoutMs: heartbeatIntervalMs * 0.8 }),
    choice: { port: 'reporter', adapter: 'http', reason: `to the API at ${baseUrl}` },
  }
}

async function workOf(
  role: WorkerRole,
  context: Parameters<typeof createEngines>[0],
  given: Partial<Engines>,
  {
    watch,
    ...deps
  }: Omit<Parameters<typeof transcribeWork>[0], keyof Engines> & { readonly watch: EngineWatch },
): Promise<
  Pick<BuiltEngines<never>, 'choices' | 'warmUp'> & {
    readonly work: Work
    readonly engines: Partial<Engines>
  }
> {
  if (role === 'transcriber') {
    const built = await createEngines(context, given, ENGINES_OF.transcriber)
    await refuseBroken(built.engines.transcriber, context.logger)
    return { ...built, work: transcribeWork({ ...deps, ...observeEngines(built.engines, watch) }) }
  }
  const built = await createEngines(context, given, ENGINES_OF.worker)
  return { ...built, work: describeWork({ ...deps, ...observeEngines(built.engines, watch) }) }
}
