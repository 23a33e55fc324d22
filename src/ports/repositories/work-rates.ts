import type { JobType } from '../../domain/job/job.ts'
import type { WorkRate } from '../../domain/progress/work-rate.ts'
import type { PortResult } from '../port-error.ts'

/** What waits and runs of one type for one owner. Seconds are of audio. */
export interface Backlog {
  readonly type: JobType
  readonly ownerId: string
  /** That may start now; what waits for other jobs is not counted. */
  readonly waitingJobs: number
  readonly waitingSeconds: number
  /** With those that a vendor works on. */
  readonly runningJobs: number
  /** What is left of them, by their progress. */
  readonly runningSeconds: number
}

/** Seconds of audio by type of job; absent: none. */
export type AudioSeconds = Readonly<Partial<Record<JobType, number>>>

/** What time left is estimated from. */
export interface WorkRateRepository {
  /**
   * Adds what these completed jobs took, from first claim to completion: time at a vendor is theirs. Jobs that failed or lost a
   * worker in between say nothing and are left out. `embeddingModel` is what embed jobs were done with.
   */
  learn(jobIds: readonly string[], embeddingModel: string): PortResult<void>
  list(): PortResult<readonly WorkRate[]>
  backlog(): PortResult<readonly Backlog[]>
  /** What waits of other books of the same owner and goes before this book's own jobs. */
  ahead(audiobookId: string): PortResult<AudioSeconds>
}

/** Engines whose rates are kept: the last ones used. */
export const MAX_WORK_RATES = 100
