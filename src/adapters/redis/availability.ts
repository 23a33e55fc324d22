import type { Logger } from '../../ports/logger.ts'
import type { RedisClient } from './connections.ts'
import { checkServer } from './server-check.ts'

const START_TIMEOUT_MS = 2_000

/** Says once when Redis is lost and when it is back. */
export function watchAvailability(producer: RedisClient, logger: Logger, onReady: () => void): void {
  let isLost = false
  producer.on('error', (error: Error) => {
    if (!isLost) logger.warn('Redis is not available', { message: error.message })
    isLost = true
  })
  producer.on('ready', () => {
    if (isLost) logger.info('Redis is available again')
    isLost = false
    checkServer(producer, logger).catch((error: unknown) =>
      logger.warn('Redis could not be checked', { message: String(error) }),
    )
    onReady()
  })
}

/** Or until it is clear that it is not, or the time is over. */
export async function untilReady(producer: RedisClient): Promise<void> {
  if (producer.status === 'ready') return
  await new Promise<void>((resolve) => {
    const settle = () => {
      clearTimeout(timer)
      producer.off('ready', settle)
      producer.off('error', settle)
      resolve()
    }
    const timer = setTimeout(settle, START_TIMEOUT_MS)
    producer.on('ready', settle)
    producer.on('error', settle)
  })
}
