import type { RecordUsage, UsageRepository } from '../../ports/usage.ts'
import type { JobContext } from './job-context.ts'

/** Notes what a provider billed under this claim. */
export const recordUsageOf =
  (usage: UsageRepository, { job, claim }: Pick<JobContext, 'job' | 'claim'>): RecordUsage =>
  (used) =>
    usage.record({ ...claim, audiobookId: job.audiobookId }, used)
