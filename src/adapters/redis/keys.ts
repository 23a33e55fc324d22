import type { JobType } from '../../domain/job/job.ts'
import { PROVIDER_OF, type Provider } from '../../domain/job/provider.ts'

/** The keys of one job type, all with one prefix; braces in it keep them in one slot of a Cluster. */
export interface TypeKeys {
  /** List of at most one marker: there may be something to take. */
  readonly wake: string
  /** Dead letters by the time at which they failed. */
  readonly failed: string
  /**
   * What every script gets as KEYS, in the order in which `prelude.ts` names them: ready, delayed, processing,
   * leases (hash id → token), wake, paused (hash of the types that are),
   * throttled (there as long as the provider of the type is), failed, owners (hash id → owner), lines (with a colon and an
   * owner behind it: his part of ready), turns (owners with a line, by their turn), spent (owners without one whose next
   * turn is to come), clock (of the turns). What these mean: `ports/queue-order.ts`.
   */
  readonly all: readonly string[]
}

export const typeKeys = (prefix: string, type: JobType): TypeKeys => {
  const wake = `${prefix}:wake:${type}`
  const failed = `${prefix}:failed:${type}`
  return {
    wake,
    failed,
    all: [
      `${prefix}:queue:${type}`,
      `${prefix}:delayed:${type}`,
      `${prefix}:processing:${type}`,
      `${prefix}:leases:${type}`,
      wake,
      pausedKey(prefix),
      throttledKey(prefix, PROVIDER_OF[type]),
      failed,
      ...['owners', 'line', 'turns', 'spent', 'clock'].map((name) => `${prefix}:${name}:${type}`),
    ],
  }
}

export const pausedKey = (prefix: string): string => `${prefix}:paused`

export const throttledKey = (prefix: string, provider: Provider): string => `${prefix}:paused:${provider}`

/** Gone when the server was flushed or is another one. */
export const canaryKey = (prefix: string): string => `${prefix}:canary`
