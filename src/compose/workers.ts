import type { Config } from '../config.ts'
import { JOB_TYPES, type JobType } from '../domain/job/job.ts'
import type { CoverageLimits } from '../domain/transcript/coverage.ts'
import type { Metrics } from '../http/metrics/metrics.ts'
import type { Clock } from '../ports/clock.ts'
import type { Ids } from '../ports/ids.ts'
import type { Logger } from '../ports/logger.ts'
import type { Queue } from '../ports/queue.ts'
import type { JobReporter } from '../ports/reporter.ts'
import type { AudiobookRepository } from '../ports/repositories/audiobooks.ts'
import type { OutputRepository } from '../ports/repositories/outputs.ts'
import type { UploadRepository } from '../ports/repositories/uploads.ts'
import type { SearchIndex } from '../ports/search-index.ts'
import type { UsageRepository } from '../ports/usage.ts'
import { createAdmission } from '../usecases/admission.ts'
import { createSummarize, createTag } from '../usecases/job-work/describe.ts'
import { createEmbed } from '../usecases/job-work/embed.ts'
import type { JobWork } from '../usecases/job-work/job-context.ts'
import { createTranscribe } from '../usecases/job-work/transcribe.ts'
import { createProviderGate } from '../usecases/provider-gate.ts'
import { createRunJob } from '../usecases/run-job.ts'
import { createClaimKeeper } from '../workers/claim-keeper.ts'
import { startJobPool } from '../workers/job-pool.ts'
import type { OpenAdmission } from './admission.ts'
import type { Engines } from './engines.ts'
import { observeFailures, observeRuns } from './observed/jobs.ts'
import { timeLimitsOf } from './time-limits.ts'

/** What jobs read and write, whichever engines they use. */
interface WorkDeps {
  readonly config: Config
  readonly uploads: UploadRepository
  readonly audiobooks: AudiobookRepository
  readonly outputs: OutputRepository
  readonly searchIndex: SearchIndex
  readonly usage: UsageRepository
  readonly ids: Ids
  readonly clock: Clock
}

export type Work = Readonly<Partial<Record<JobType, JobWork>>>

/** What a transcriber does. */
export const transcribeWork = (
  deps: WorkDeps & Pick<Engines, 'storage' | 'transcriber'> & { readonly logger: Logger },
): Work => ({
  transcribe: createTranscribe({ ...inTime(deps), coverageLimits: coverageLimitsOf(deps.config) }),
})

/** What a worker does: everything that is made from transcripts. */
export const describeWork = (deps: WorkDeps & Pick<Engines, 'llm' | 'embedder'>): Work => ({
  summarize: createSummarize(inTime(deps)),
  tag: createTag(inTime(deps)),
  embed: createEmbed(inTime(deps)),
})

export interface PoolDeps {
  readonly config: Config
  readonly queue: Queue
  readonly reporter: JobReporter
  /** What limits providers over all workers; null: nothing does. */
  readonly admission: OpenAdmission
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Pick<Metrics, 'jobs'>
  readonly workerId: string
  readonly leaseMs: number
  readonly heartbeatIntervalMs: number
}

export interface Pools {
  /** Jobs that run now, by type. */
  running(): Readonly<Partial<Record<JobType, number>>>
  /** Takes no more jobs, gives back those that run. Idempotent. */
  stop(): Promise<void>
}

/** A pool for each type of job that there is work for. */
export function startPools(deps: PoolDeps, work: Work): Pools {
  const claims = createClaimKeeper(deps)
  const providers = createProviderGate(deps)
  const reporter = observeFailures(deps.reporter, deps.metrics.jobs)
  const run = createRunJob({ ...deps, reporter, providers, work })
  const { admission } = deps
  const admitted =
    admission === null ? run : createAdmission({ ...deps, ...admission, providers, random: Math.random })(run)
  const runJob = observeRuns(admitted, deps.metrics.jobs)
  const pools = JOB_TYPES.filter((type) => work[type] !== undefined).map((type) =>
    startJobPool({ ...deps, claims, providers, runJob }, type, concurrencyOf(deps.config, type)),
  )
  return {
    running: () => Object.fromEntries(pools.map((pool) => [pool.type, pool.runningCount()])),
    async stop() {
      await Promise.all(pools.map((pool) => pool.stop()))
      // Last: the claims of jobs that still finish must be kept until they have.
      claims.stop()
    },
  }
}

const inTime = <Deps extends WorkDeps>(deps: Deps) => ({
  ...deps,
  timeLimits: timeLimitsOf(deps.config),
})

const coverageLimitsOf = (config: Config): CoverageLimits => ({
  gapSeconds: config.COVERAGE_GAP_SECONDS,
  gapShare: config.COVERAGE_GAP_PERCENT / 100,
})

const concurrencyOf = (config: Config, type: JobType): number =>
  type === 'transcribe' ? config.TRANSCRIBE_CONCURRENCY : config.AI_CONCURRENCY
