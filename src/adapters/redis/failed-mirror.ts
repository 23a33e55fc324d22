import { JOB_TYPES, type JobType } from '../../domain/job/job.ts'
import type { RedisClient } from './connections.ts'
import { typeKeys } from './keys.ts'

export interface FailedJob {
  readonly id: string
  readonly type: JobType
  readonly failedAt: Date
}

/** The newest so many of a type are kept; the database knows all. */
const MAX_FAILED = 10_000

const byType = <T extends { readonly type: JobType }>(jobs: readonly T[]) =>
  JOB_TYPES.map((type) => ({ type, jobs: jobs.filter((job) => job.type === type) })).filter(
    (group) => group.jobs.length > 0,
  )

/** Shows the dead letters to who looks into Redis; nothing reads them here. */
export function createFailedMirror(client: RedisClient, prefix: string) {
  return {
    record: async (all: readonly FailedJob[]): Promise<void> => {
      for (const { type, jobs } of byType(all)) {
        const { failed } = typeKeys(prefix, type)
        await client.zadd(failed, ...jobs.flatMap((job) => [job.failedAt.getTime(), job.id]))
        await client.zremrangebyrank(failed, 0, -MAX_FAILED - 1)
      }
    },
    forget: async (all: readonly Pick<FailedJob, 'id' | 'type'>[]): Promise<void> => {
      for (const { type, jobs } of byType(all)) {
        await client.zrem(typeKeys(prefix, type).failed, ...jobs.map((job) => job.id))
      }
    },
  }
}
