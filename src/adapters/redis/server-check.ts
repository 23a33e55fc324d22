import type { Logger } from '../../ports/logger.ts'
import type { RedisClient } from './connections.ts'

/** `ZMSCORE`, `ZRANGE … BYSCORE` and `LT` came with it. */
const MIN_VERSION = [6, 2] as const

const isTooOld = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major < MIN_VERSION[0] || (major === MIN_VERSION[0] && minor < MIN_VERSION[1])
}

/** Says what about the server may lose or break jobs. `INFO`, as `CONFIG` is forbidden on many hosted servers. */
export async function checkServer(client: RedisClient, logger: Logger): Promise<void> {
  const info = await client.info()
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1]
  if (policy !== undefined && policy !== 'noeviction') {
    logger.warn('Redis may evict jobs when its memory is full; set maxmemory-policy to noeviction', {
      policy,
    })
  }
  const version = /^redis_version:(\S+)/m.exec(info)?.[1] ?? ''
  if (isTooOld(version)) logger.error('Redis is too old; the queue needs 6.2 or later', { version })
}
