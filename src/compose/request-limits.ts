import { systemClock } from '../adapters/system/clock.ts'
import type { Config } from '../config.ts'
import type { RequestLimits } from '../http/limit-requests.ts'
import { createRequestLimiter } from '../http/request-limiter.ts'
import type { RateLimiter } from '../ports/rate-limiter.ts'
import type { Closers } from './closers.ts'
import { loadAdapter } from './load-adapter.ts'

/** Requests wait for it; past that the process's own count decides. */
const SHARED_TIMEOUT_MS = 200

/** What callers may ask of this API process and of those that share its Redis. */
export async function openRequestLimits(config: Config, closers: Closers): Promise<RequestLimits> {
  const limiter = createRequestLimiter({ clock: systemClock, shared: await openShared(config, closers) })
  const limitOf = (perMinute: number) => (perMinute === 0 ? null : perMinute)
  return {
    limiter,
    adminPerMinute: limitOf(config.REQUESTS_PER_MINUTE),
    workerPerMinute: limitOf(config.WORKER_REQUESTS_PER_MINUTE),
    failuresPerMinute: limitOf(config.REFUSED_TOKENS_PER_MINUTE),
    trustedProxies: config.TRUSTED_PROXIES,
  }
}

async function openShared(config: Config, closers: Closers): Promise<RateLimiter | null> {
  const { REDIS_URL: url, REDIS_CLUSTER: cluster, JOBS_PREFIX: prefix } = config
  if (url === undefined) return null
  const { createRedisRateLimiter } = await loadAdapter(
    'ioredis',
    'REDIS_URL',
    () => import('../adapters/redis/index.ts'),
  )
  const limiter = createRedisRateLimiter({ url, cluster, prefix, timeoutMs: SHARED_TIMEOUT_MS })
  closers.add(() => limiter.close())
  return limiter
}
