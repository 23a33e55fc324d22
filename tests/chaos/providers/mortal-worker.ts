import { createHttpReporter } from '../../../src/adapters/http-reporter/reporter.ts'
import { VECTOR_MIGRATION } from '../../../src/adapters/postgres/migrate.ts'
import { createRevAiTranscriber } from '../../../src/adapters/revai/transcriber.ts'
import { systemClock } from '../../../src/adapters/system/clock.ts'
import { uuidV7Ids } from '../../../src/adapters/system/ids.ts'
import { createPinoLogger } from '../../../src/adapters/system/logger.ts'
import { createClosers } from '../../../src/compose/closers.ts'
import { awaitRepositories } from '../../../src/compose/database.ts'
import { createEngines, type EngineContext } from '../../../src/compose/engines.ts'
import { openQueue } from '../../../src/compose/queue.ts'
import { ENGINES_OF } from '../../../src/compose/roles.ts'
import { describeWork, startPools, transcribeWork, type Work } from '../../../src/compose/workers.ts'
import type { Config } from '../../../src/config.ts'
import { API_BASE_PATH } from '../../../src/http/base-path.ts'
import { createMetrics } from '../../../src/http/metrics/metrics.ts'
import type { Mortality } from './mortal.ts'

export interface MortalWorkerOptions {
  readonly config: Config
  readonly role: 'transcriber' | 'worker'
  readonly leaseMs: number
  readonly heartbeatIntervalMs: number
  /** How long Rev.ai may take to list what it took. */
  readonly graceMs: number
  readonly mortality: Mortality
  readonly signal: AbortSignal
}

type WorkDeps = Omit<Parameters<typeof transcribeWork>[0], 'storage' | 'transcriber'>

/** A worker process as `createWorkerProcess` makes it, with every port that it acts through made mortal. */
export async function startMortalWorker(options: MortalWorkerOptions): Promise<{ close(): Promise<void> }> {
  const { config, leaseMs, heartbeatIntervalMs, signal } = options
  const { mortal } = options.mortality
  const closers = createClosers()
  const logger = createPinoLogger({ level: config.LOG_LEVEL })
  const context = { config, logger, closers, clock: systemClock }
  const stored = await awaitRepositories(config.DATABASE_URL ?? '', {
    ...context,
    signal,
    without: [VECTOR_MIGRATION],
  })
  const { queue } = await openQueue(context)
  const reporter = createHttpReporter({
    ...{ baseUrl: config.API_BASE_URL ?? '', token: config.WORKER_TOKEN ?? '' },
    timeoutMs: heartbeatIntervalMs * 0.8,
  })
  const work = await workOf(options, context, {
    ...{ ...stored, config, clock: systemClock, ids: uuidV7Ids, logger },
    outputs: mortal('outputs', stored.outputs),
    usage: mortal('usage', stored.usage),
    searchIndex: mortal('searchIndex', stored.searchIndex),
  })
  const pools = startPools(
    {
      ...{ config, queue, logger, leaseMs, heartbeatIntervalMs, clock: systemClock },
      reporter: mortal('reporter', reporter),
      admission: null,
      metrics: createMetrics(),
      workerId: `${options.role}:${process.pid}`,
    },
    work,
  )
  closers.add(() => pools.stop())
  return { close: () => closers.closeAll() }
}

async function workOf(options: MortalWorkerOptions, context: EngineContext, deps: WorkDeps): Promise<Work> {
  const { mortal } = options.mortality
  if (options.role === 'transcriber') {
    const transcriber = mortal('transcriber', createTranscriber(options, context))
    const { engines } = await createEngines(context, { transcriber }, ENGINES_OF.transcriber)
    return transcribeWork({ ...deps, ...engines })
  }
  const { engines } = await createEngines(context, {}, ENGINES_OF.worker)
  return describeWork({
    ...deps,
    llm: mortal('llm', engines.llm),
    embedder: mortal('embedder', engines.embedder),
  })
}

/** As configured, but that no run waits half a minute for what was never submitted. */
const createTranscriber = ({ config, graceMs }: MortalWorkerOptions, { logger }: EngineContext) =>
  createRevAiTranscriber({
    ...{ apiKey: config.REV_AI_API_KEY ?? '', baseUrl: config.REV_AI_BASE_URL, graceMs, logger },
    ...{ clock: systemClock, random: Math.random, deleteAfterTranscription: true },
    shortestPollMs: (config.REV_AI_POLL_SECONDS ?? 1) * 1000,
    webhook: {
      url: `${config.API_BASE_URL}${API_BASE_PATH}/webhooks/revai`,
      secret: config.REV_AI_WEBHOOK_SECRET ?? '',
    },
  })
