import { JOB_TYPES, type JobType } from '../../domain/job/job.ts'
import { PROVIDERS, type Provider } from '../../domain/job/provider.ts'
import type { RedisClient } from './connections.ts'
import { canaryKey, pausedKey, throttledKey } from './keys.ts'
import type { Throttle } from './throttle.ts'

/** What holds work back, as it was last seen. */
interface Pauses {
  readonly types: readonly JobType[]
  /** Monotonic. */
  readonly throttledUntilMs: ReadonlyMap<Provider, number>
}

export interface LossWatchDeps {
  readonly client: RedisClient
  readonly prefix: string
  readonly nextValue: () => string
  readonly pauseAgain: (type: JobType) => Promise<void>
  readonly throttleAgain: Throttle
}

/**
 * Tells a server that was flushed or replaced under a living connection, by a key that has gone or changed. The first
 * question answers true when there was none: then the server was empty. Ids come back from the database; pauses are
 * known nowhere else, so those seen at the question before are set again.
 */
export function createLossWatch(deps: LossWatchDeps): () => Promise<boolean> {
  const { client, prefix, nextValue } = deps
  const canary = canaryKey(prefix)
  let known: { readonly value: string | null; readonly pauses: Pauses } | null = null

  const readPauses = async (): Promise<Pauses> => {
    const [types, ...leftMs] = await Promise.all([
      client.hkeys(pausedKey(prefix)),
      ...PROVIDERS.map((provider) => client.pttl(throttledKey(prefix, provider))),
    ])
    const nowMs = performance.now()
    const throttled = PROVIDERS.map((provider, place) => [provider, nowMs + (leftMs[place] ?? 0)] as const)
    return {
      types: JOB_TYPES.filter((type) => types.includes(type)),
      throttledUntilMs: new Map(throttled.filter(([, untilMs]) => untilMs > nowMs)),
    }
  }

  const restore = async ({ types, throttledUntilMs }: Pauses): Promise<void> => {
    const nowMs = performance.now()
    await Promise.all([
      ...types.map((type) => deps.pauseAgain(type)),
      ...[...throttledUntilMs].map(([provider, untilMs]) => deps.throttleAgain(provider, untilMs - nowMs)),
    ])
  }

  return async () => {
    const proposed = nextValue()
    // One after the other on one connection. The pauses first: seen before a loss, they are not taken for lifted.
    const [seen, , value] = await Promise.all([
      readPauses(),
      client.set(canary, proposed, 'NX'),
      client.get(canary),
    ])
    const isReplaced = known === null ? value === proposed : value !== known.value
    if (!isReplaced || known === null) {
      known = { value, pauses: seen }
      return isReplaced
    }
    await restore(known.pauses)
    // Not before all are set again: else the next question would not know that they must be.
    known = { value, pauses: known.pauses }
    return true
  }
}
