import { okAsync, type ResultAsync } from 'neverthrow'
import { isClaimable, jobReference } from '../domain/job/dependents.ts'
import type { Job, PendingJob } from '../domain/job/job.ts'
import type { Logger } from '../ports/logger.ts'
import type { Queue } from '../ports/queue.ts'

/**
 * Tells the queue of those that wait for no other, new ones and what has changed of known ones. The database has them: a
 * queue that is away learns of them from the reconciler.
 */
export function startJobs(
  { queue, logger }: { readonly queue: Queue; readonly logger: Logger },
  jobs: readonly Job[],
): ResultAsync<void, never> {
  const startable = jobs.filter(isClaimable).map(jobReference)
  if (startable.length === 0) return okAsync(undefined)
  return queue.enqueue(startable).orElse((error) => {
    logger.warn('queue did not take jobs; the reconciler will add them', {
      jobs: startable.length,
      code: error.code,
    })
    return okAsync(undefined)
  })
}

/** Tells the queue of jobs that were dead letters or cancelled, and are pending again. */
export function restartJobs(
  deps: { readonly queue: Queue; readonly logger: Logger },
  jobs: readonly PendingJob[],
): ResultAsync<void, never> {
  const started = startJobs(deps, jobs)
  return deps.queue
    .forgetFailed(jobs)
    .orElse((error) => {
      deps.logger.warn('queue still shows dead letters that were retried', { code: error.code })
      return okAsync(undefined)
    })
    .andThen(() => started)
}
