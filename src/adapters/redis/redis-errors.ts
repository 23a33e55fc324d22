import { err, ok, ResultAsync } from 'neverthrow'
import { type PortError, type PortResult, transientError } from '../../ports/port-error.ts'

const REFUSED = 'ReplyError'

/**
 * All of them transient: the queue is an index that is rebuilt, so whatever is wrong with Redis, the answer is to go on
 * without it and to try again.
 */
export function toPortError(error: unknown): PortError {
  const message = error instanceof Error ? error.message : String(error)
  if (message === 'Command timed out')
    return transientError('redis_timeout', 'Redis did not answer in time', error)
  if (error instanceof Error && error.name === REFUSED) {
    return transientError('redis_refused', `Redis refused: ${message}`, error)
  }
  return transientError('redis_unavailable', `no connection to Redis: ${message}`, error)
}

export const redisResult = <T>(run: () => Promise<T>): PortResult<T> =>
  new ResultAsync(
    (async () => {
      try {
        return ok(await run())
      } catch (error) {
        return err(toPortError(error))
      }
    })(),
  )
