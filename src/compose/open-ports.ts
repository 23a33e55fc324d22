import { createAudioInspector } from '../adapters/local/audio-inspector/audio-inspector.ts'
import { systemClock } from '../adapters/system/clock.ts'
import { uuidV7Ids } from '../adapters/system/ids.ts'
import type { ApplicationOptions } from '../compose.ts'
import type { Config } from '../config.ts'
import type { Metrics } from '../http/metrics/metrics.ts'
import type { Logger } from '../ports/logger.ts'
import type { PortResult } from '../ports/port-error.ts'
import { createExpireUploads } from '../usecases/uploads/expire-uploads.ts'
import { announceChanges } from './announce-changes.ts'
import { DATABASE_WAIT_MS } from './await-server.ts'
import { createBackups } from './backups.ts'
import type { Closers } from './closers.ts'
import { createRepositories, type EmbeddedDatabase, poolSizeOf, type Repositories } from './database.ts'
import { enginePlanOf } from './engine-plan.ts'
import {
  type AdapterChoice,
  createEngines,
  type EngineContext,
  type Engines,
  isAudioHere,
} from './engines.ts'
import { openEventSignal } from './event-signal.ts'
import { type EngineWatch, observeEngines, observeUsage } from './observed/engines.ts'
import { observeQueue, observeRepositories, observeStorage } from './observed/ports.ts'
import { openQueue } from './queue.ts'
import { type ApiRole, ENGINES_OF, requireVariables } from './roles.ts'
import { gateStorage } from './storage-gate.ts'
import { describeWork, transcribeWork, type Work } from './workers.ts'

export interface OpenContext {
  readonly logger: Logger
  readonly closers: Closers
  readonly metrics: Metrics
}

/** Opens everything that an application stands on: what the host program gave, else what the configuration picks. */
export async function openPorts(
  config: Config,
  options: ApplicationOptions,
  { logger, closers, metrics }: OpenContext,
) {
  const { role = 'serve', clock = systemClock, ids = uuidV7Ids } = options
  requireVariables(role, config)
  const {
    choice: databaseChoice,
    embedded,
    ...opened
  } = await repositoriesOf(config, options, logger, closers)
  const searchIndex = options.searchIndex ?? opened.searchIndex
  const stored = observeRepositories({ ...opened, searchIndex }, metrics.ports)
  if (options.repositories === undefined) metrics.ports.poolSize(poolSizeOf(config))
  const context = { config, logger, closers, clock }
  const eventSignal = openEventSignal(context)
  const repositories = announceChanges(
    { ...stored, usage: observeUsage(stored.usage, metrics.providers) },
    eventSignal,
  )
  const { queue: openedQueue, choice: queueChoice } = await openQueue(context, options.queue)
  const queue = observeQueue(openedQueue, metrics.ports)
  const enginePlan = enginePlanOf({ config, clock, given: options })
  const watch = { providers: metrics.providers, plan: enginePlan }
  const { engines, choices, work, warmUp } = await enginesOf(role, context, options, {
    watch,
    repositories: { ...repositories, ids },
  })
  await settle(repositories.searchIndex.prepare(engines.embedder))
  const isOwnAudio = options.storage === undefined && isAudioHere(config)
  const gated = gateStorage(engines.storage)
  const ports = {
    ...repositories,
    ...engines,
    storage: observeStorage(embedded === null ? engines.storage : gated.storage, metrics.uploads),
    eventSignal,
    queue,
    inspector: options.inspector ?? createAudioInspector(),
    ...{ clock, ids, random: Math.random, logger, enginePlan },
    maxFileSizeBytes: config.MAX_FILE_SIZE_BYTES,
  }
  // The embedded database has one process: whoever was receiving a file when the last one ended is gone.
  if (databaseChoice.adapter === 'embedded') {
    await settle(createExpireUploads({ ...ports, receivingIdleMs: 0 })())
  }
  const backups =
    embedded === null
      ? null
      : createBackups({
          dataDirectory: config.DATA_DIR,
          database: embedded,
          audio: isOwnAudio ? gated : null,
        })
  return { ports, backups, choices: [databaseChoice, queueChoice, ...choices], work, warmUp }
}

/** Those that were given, else those of the database that the configuration names. */
async function repositoriesOf(
  config: Config,
  options: ApplicationOptions,
  logger: Logger,
  closers: Closers,
): Promise<Repositories & { readonly choice: AdapterChoice; readonly embedded: EmbeddedDatabase | null }> {
  if (options.repositories !== undefined) {
    const choice = { port: 'database', adapter: 'custom', reason: 'given by the host program' } as const
    return { ...options.repositories, choice, embedded: null }
  }
  return createRepositories(config, closers, {
    without: options.withoutMigrations ?? [],
    logger,
    waitMs: options.databaseWaitMs ?? DATABASE_WAIT_MS,
    signal: options.signal ?? new AbortController().signal,
    onFailure(error) {
      logger.error('the embedded database died', { error })
      options.onDatabaseFailure?.(error)
    },
  })
}

interface EngineUse {
  readonly watch: EngineWatch
  readonly repositories: Omit<
    Parameters<typeof transcribeWork>[0],
    keyof Engines | 'logger' | 'config' | 'clock'
  >
}

/** The engines that the role needs, and the work that it does with them. */
async function enginesOf(
  role: ApiRole,
  context: EngineContext,
  given: Partial<Engines>,
  { watch, repositories }: EngineUse,
): Promise<{
  readonly engines: Pick<Engines, 'storage' | 'embedder'> & Partial<Engines>
  readonly choices: readonly AdapterChoice[]
  readonly work: Work
  readonly warmUp: () => void
}> {
  if (role === 'api') {
    const built = await createEngines(context, given, ENGINES_OF.api)
    return { ...built, engines: observeEngines(built.engines, watch), work: {} }
  }
  const built = await createEngines(context, given, ENGINES_OF.serve)
  const engines = observeEngines(built.engines, watch)
  const { config, logger, clock } = context
  const deps = { ...repositories, ...engines, config, logger, clock }
  return { ...built, engines, work: { ...transcribeWork(deps), ...describeWork(deps) } }
}

/** At start an error of a port is one that can't be started with. */
async function settle(step: PortResult<unknown>): Promise<void> {
  const outcome = await step
  if (outcome.isErr()) throw new Error(outcome.error.message, { cause: outcome.error.cause })
}
