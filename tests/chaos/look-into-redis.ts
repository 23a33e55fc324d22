import { Redis } from 'ioredis'
import { JOB_TYPES } from '../../src/domain/job/job.ts'

export type RedisLook<T> = (redis: Redis) => Promise<T>

const TIMEOUT_MS = 5_000

/** A connection for one purpose: it does not matter what becomes of the server afterwards. */
export async function withRedis<T>(url: string, look: RedisLook<T>): Promise<T> {
  const redis = new Redis(url, {
    commandTimeout: TIMEOUT_MS,
    maxRetriesPerRequest: 1,
    retryStrategy: () => 100,
  })
  redis.on('error', () => {})
  try {
    return await look(redis)
  } finally {
    redis.disconnect()
  }
}

/** In the order of their names. */
export const listKeys = async (redis: Redis, prefix: string): Promise<readonly string[]> =>
  (await redis.keys(`${prefix}:*`)).toSorted()

/** Every key with its number of elements. */
export async function keySizes(redis: Redis, prefix: string): Promise<ReadonlyMap<string, number>> {
  const keys = await listKeys(redis, prefix)
  return new Map(await Promise.all(keys.map(async (key) => [key, await sizeOf(redis, key)] as const)))
}

async function sizeOf(redis: Redis, key: string): Promise<number> {
  switch (await redis.type(key)) {
    case 'zset':
      return redis.zcard(key)
    case 'list':
      return redis.llen(key)
    case 'hash':
      return redis.hlen(key)
    case 'none':
      return 0
    default:
      return 1
  }
}

/** The ids of all types that wait or are leased, with their scores. */
export async function heldIds(redis: Redis, prefix: string): Promise<ReadonlyMap<string, number>> {
  const sets = JOB_TYPES.flatMap((type) =>
    ['queue', 'delayed', 'processing'].map((set) => `${prefix}:${set}:${type}`),
  )
  const found = new Map<string, number>()
  for (const key of sets) {
    const pairs = await redis.zrange(key, '0', '-1', 'WITHSCORES')
    for (let index = 0; index < pairs.length; index += 2) {
      found.set(pairs[index] ?? '', Number(pairs[index + 1]))
    }
  }
  return found
}
