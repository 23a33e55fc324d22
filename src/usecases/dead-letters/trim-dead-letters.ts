import { ok, safeTry } from 'neverthrow'
import type { Clock } from '../../ports/clock.ts'
import type { DeadLetterMirror } from '../../ports/dead-letters.ts'
import type { Exclusive } from '../../ports/exclusive.ts'
import type { Logger } from '../../ports/logger.ts'
import type { PortResult } from '../../ports/port-error.ts'
import type { JobRepository } from '../../ports/repositories/jobs.ts'

export interface TrimDeadLettersDeps {
  readonly jobs: Pick<JobRepository, 'trimFailed'>
  readonly queue: Pick<DeadLetterMirror, 'forgetFailed'>
  readonly exclusive: Exclusive
  readonly clock: Clock
  readonly logger: Logger
  readonly maxAgeMs: number
}

/** In one go; a sweep ends after some of them, and the next goes on. */
const BATCH_BOOKS = 50
const MAX_BATCHES = 10
const MAX_LOGGED_IDS = 100

/** Removes dead letters that nobody retried for as long as was configured, and says so. Answers how many. */
export function createTrimDeadLetters(deps: TrimDeadLettersDeps) {
  const { jobs, queue, exclusive, clock, logger, maxAgeMs } = deps
  const sweep = (): PortResult<number> =>
    safeTry(async function* () {
      const endedBefore = new Date(clock.now().getTime() - maxAgeMs)
      let trimmed = 0
      for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
        const letters = yield* await jobs.trimFailed(endedBefore, BATCH_BOOKS)
        if (letters.length === 0) break
        trimmed += letters.length
        logger.info('dead letters were removed, as they are older than DEAD_LETTER_RETENTION_DAYS', {
          ...{ count: letters.length, endedBefore: endedBefore.toISOString() },
          jobIds: letters.slice(0, MAX_LOGGED_IDS).map(({ id }) => id),
        })
        const forgotten = await queue.forgetFailed(letters)
        // The mirror is made equal to the database soon.
        if (forgotten.isErr())
          logger.warn('queue still shows removed dead letters', { code: forgotten.error.code })
      }
      return ok(trimmed)
    })
  /** Null: another process does it. */
  return (): PortResult<number | null> => exclusive.tryRun('trim dead letters', sweep)
}
