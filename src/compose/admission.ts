import { createMemoryProviderPlaces } from '../adapters/memory/provider-places.ts'
import { createMemoryRateLimiter } from '../adapters/memory/rate-limiter.ts'
import { systemClock } from '../adapters/system/clock.ts'
import type { Config } from '../config.ts'
import type { Provider } from '../domain/job/provider.ts'
import type { AdmissionDeps, ProviderLimits } from '../usecases/admission.ts'
import type { Closers } from './closers.ts'
import { loadAdapter } from './load-adapter.ts'

export type OpenAdmission = Pick<AdmissionDeps, 'limits' | 'places' | 'limiter'> | null

/** What is configured of limits, and who keeps them; null without any. */
export async function openAdmission(config: Config, closers: Closers): Promise<OpenAdmission> {
  const limits = limitsOf(config)
  if (Object.keys(limits).length === 0) return null
  const { REDIS_URL: url, REDIS_CLUSTER: cluster, JOBS_PREFIX: prefix } = config
  if (url === undefined) {
    const clock = systemClock
    return {
      limits,
      places: createMemoryProviderPlaces({ clock }),
      limiter: createMemoryRateLimiter({ clock }),
    }
  }
  const { createRedisProviderPlaces, createRedisRateLimiter } = await loadAdapter(
    'ioredis',
    'REDIS_URL',
    () => import('../adapters/redis/index.ts'),
  )
  const places = createRedisProviderPlaces({ url, cluster, prefix })
  const limiter = createRedisRateLimiter({ url, cluster, prefix })
  closers.add(async () => {
    await Promise.all([places.close(), limiter.close()])
  })
  return { limits, places, limiter }
}

function limitsOf(config: Config): Readonly<Partial<Record<Provider, ProviderLimits>>> {
  const given = {
    transcriber: [config.TRANSCRIBER_MAX_IN_FLIGHT, config.TRANSCRIBER_RUNS_PER_MINUTE],
    llm: [config.LLM_MAX_IN_FLIGHT, config.LLM_RUNS_PER_MINUTE],
    embedder: [config.EMBEDDER_MAX_IN_FLIGHT, config.EMBEDDER_RUNS_PER_MINUTE],
  } as const
  return Object.fromEntries(
    Object.entries(given).flatMap(([provider, [maxInFlight, runsPerMinute]]) =>
      maxInFlight === undefined && runsPerMinute === undefined
        ? []
        : [
            [
              provider,
              {
                ...(maxInFlight === undefined ? {} : { maxInFlight }),
                ...(runsPerMinute === undefined ? {} : { runsPerMinute }),
              },
            ],
          ],
    ),
  )
}
