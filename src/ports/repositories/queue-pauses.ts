import type { JobType } from '../../domain/job/job.ts'
import type { PortResult } from '../port-error.ts'

/** Jobs of a type are handed out to nobody, until someone ends it. */
export interface QueuePause {
  readonly type: JobType
  /** Who asked for it: the owner id of the caller. */
  readonly pausedBy: string
  readonly pausedAt: Date
}

/** The authority on what people paused; queues are told of it, and told again when they forgot. */
export interface QueuePauseRepository {
  list(): PortResult<readonly QueuePause[]>
  /** Idempotent: of several pauses the first stays. */
  pause(type: JobType, pausedBy: string): PortResult<QueuePause>
  /** Idempotent. */
  resume(type: JobType): PortResult<void>
}
