import { okAsync, type ResultAsync } from 'neverthrow'
import type { Logger } from '../ports/logger.ts'
import type { Queue } from '../ports/queue.ts'
import type { JobRepository, WakeOutcome } from '../ports/repositories/jobs.ts'
import { type UseCaseError, unavailable } from './use-case-error.ts'

interface Deps {
  readonly jobs: JobRepository
  readonly queue: Queue
  readonly logger: Logger
}

/** `unknown`: there is no such job any more. */
export type Woken = WakeOutcome['outcome'] | 'unknown'

/**
 * A vendor has news of a job: it is claimed now rather than at its next poll. The news themselves are not believed, and
 * not read: whoever claims the job asks the vendor.
 */
export function createWakeJob({ jobs, queue, logger }: Deps) {
  return (jobId: string): ResultAsync<Woken, UseCaseError> =>
    jobs
      .wakeParked(jobId)
      .mapErr(unavailable)
      .andThen((woken) => {
        if (woken?.outcome !== 'due') return okAsync<Woken>(woken?.outcome ?? 'unknown')
        return queue
          .enqueue([woken.job])
          .map((): Woken => 'due')
          .orElse(({ code }) => {
            logger.warn('queue did not take a woken job; the reconciler will add it', { jobId, code })
            return okAsync<Woken>('due')
          })
      })
}
