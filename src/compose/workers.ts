import type { Config } from '../config.ts'
import { JOB_TYPES, type JobType } from '../domain/job/job.ts'
import type { Clock } from '../ports/clock.ts'
import type { Ids, Random } from '../ports/ids.ts'
import type { Logger } from '../ports/logger.ts'
import type { Queue } from '../ports/queue.ts'
import type { JobReporter } from '../ports/reporter.ts'
import type { AudiobookRepository } from '../ports/repositories/audiobooks.ts'
import type { JobRepository } from '../ports/repositories/jobs.ts'
import type { OutputRepository } from '../ports/repositories/outputs.ts'
import type { DiscardRepository, UploadRepository } from '../ports/repositories/uploads.ts'
import type { SearchIndex } from '../ports/search-index.ts'
import { createDiscardObjects } from '../usecases/discard-objects.ts'
import { createExpireUploads } from '../usecases/expire-uploads.ts'
import { createSummarize, createTag } from '../usecases/job-work/describe.ts'
import { createEmbed } from '../usecases/job-work/embed.ts'
import type { JobWork } from '../usecases/job-work/job-context.ts'
import { createTranscribe } from '../usecases/job-work/transcribe.ts'
import { createProviderGate } from '../usecases/provider-gate.ts'
import { createReconcile } from '../usecases/reconcile.ts'
import { createRunJob } from '../usecases/run-job.ts'
import { createClaimKeeper } from '../workers/claim-keeper.ts'
import { startJobPool } from '../workers/job-pool.ts'
import { startPeriodicTask } from '../workers/periodic-task.ts'
import type { Engines } from './engines.ts'

export interface WorkerDeps extends Engines {
  readonly config: Config
  readonly uploads: UploadRepository
  readonly audiobooks: AudiobookRepository
  readonly discards: DiscardRepository
  readonly jobs: JobRepository
  readonly outputs: OutputRepository
  readonly searchIndex: SearchIndex
  readonly queue: Queue
  readonly reporter: JobReporter
  readonly clock: Clock
  readonly ids: Ids
  readonly random: Random
  readonly logger: Logger
  readonly workerId: string
  readonly leaseMs: number
  readonly heartbeatIntervalMs: number
}

const RECONCILE_INTERVAL_MS = 5_000
const HOUSEKEEPING_INTERVAL_MS = 60_000

/** Workers for every type of job, the reconciler and house-keeping, all in this process. */
export function startWorkers(deps: WorkerDeps): { readonly stop: () => Promise<void> } {
  const claims = createClaimKeeper(deps)
  const providers = createProviderGate(deps)
  const runJob = createRunJob({ ...deps, providers, work: jobWork(deps) })
  const pools = JOB_TYPES.map((type) =>
    startJobPool({ ...deps, claims, providers, runJob }, type, concurrencyOf(deps.config, type)),
  )
  const tasks = [
    startPeriodicTask(deps, {
      name: 'reconcile',
      // Not slower than leases end, so that the jobs of a lost worker come back soon after.
      intervalMs: Math.min(RECONCILE_INTERVAL_MS, deps.leaseMs),
      run: createReconcile(deps),
    }),
    startPeriodicTask(deps, {
      name: 'expire uploads',
      intervalMs: HOUSEKEEPING_INTERVAL_MS,
      run: createExpireUploads(deps),
    }),
    startPeriodicTask(deps, {
      name: 'discard objects',
      intervalMs: HOUSEKEEPING_INTERVAL_MS,
      run: createDiscardObjects(deps),
    }),
  ]
  return {
    async stop() {
      await Promise.all([...tasks, ...pools].map((part) => part.stop()))
      // Last: the claims of jobs that still finish must be kept until they have.
      claims.stop()
    },
  }
}

const jobWork = (deps: WorkerDeps): Readonly<Record<JobType, JobWork>> => ({
  transcribe: createTranscribe(deps),
  summarize: createSummarize(deps),
  tag: createTag(deps),
  embed: createEmbed(deps),
})

const concurrencyOf = (config: Config, type: JobType): number =>
  type === 'transcribe' ? config.TRANSCRIBE_CONCURRENCY : config.AI_CONCURRENCY
