import { errAsync, okAsync, type ResultAsync } from 'neverthrow'
import type { JobType } from '../../domain/job/job.ts'
import type { Caller } from '../caller.ts'
import { type UseCaseError, unavailable } from '../use-case-error.ts'
import { createListQueues, type QueueState, type QueuesDeps } from './list-queues.ts'

export interface SetPausedInput {
  readonly caller: Caller
  readonly type: JobType
  readonly paused: boolean
}

const notYours: UseCaseError = {
  kind: 'forbidden',
  code: 'not_for_owners',
  message: 'All owners share the queues: only a static admin token may pause and resume them.',
}

/**
 * Pauses or resumes a type of jobs for all processes; jobs that run go on. Idempotent. The database remembers it; a queue
 * that is away, or forgets, is told by the reconciler.
 */
export function createSetPaused(deps: QueuesDeps) {
  const listQueues = createListQueues(deps)
  return ({ caller, type, paused }: SetPausedInput): ResultAsync<QueueState, UseCaseError> => {
    if (!caller.seesAll) return errAsync(notYours)
    const { queuePauses } = deps
    const recorded = paused
      ? queuePauses.pause(type, caller.ownerId).map(() => undefined)
      : queuePauses.resume(type)
    return recorded
      .mapErr(unavailable)
      .andThen(() => tellQueue(deps, type, paused))
      .andThen(() => listQueues())
      .map((queues) => {
        const state = queues.find((queue) => queue.type === type)
        if (state === undefined) throw new Error(`no queue ${type}`)
        return state
      })
  }
}

const tellQueue = (
  { queue, logger }: QueuesDeps,
  type: JobType,
  paused: boolean,
): ResultAsync<void, UseCaseError> =>
  queue.setPaused(type, paused).orElse(({ code }) => {
    logger.warn('queue was not told of a pause; the reconciler will', { jobType: type, paused, code })
    return okAsync(undefined)
  })
