import { PROVIDERS, type Provider } from '../../domain/job/provider.ts'
import type { RedisClient } from './connections.ts'
import { canaryKey, throttledKey } from './keys.ts'
import type { Throttle } from './throttle.ts'

/** Until when providers are paused, as it was last seen. Monotonic. */
type Pauses = ReadonlyMap<Provider, number>

export interface LossWatchDeps {
  readonly client: RedisClient
  readonly prefix: string
  readonly nextValue: () => string
  readonly throttleAgain: Throttle
}

/**
 * Tells a server that was flushed or replaced under a living connection, by a key that has gone or changed. The first
 * question answers true when there was none: then the server was empty. Ids and pauses of types come back from the
 * database; pauses of providers are known nowhere else, so those seen at the question before are set again.
 */
export function createLossWatch(deps: LossWatchDeps): () => Promise<boolean> {
  const { client, prefix, nextValue } = deps
  const canary = canaryKey(prefix)
  let known: { readonly value: string | null; readonly pauses: Pauses } | null = null

  const readPauses = async (): Promise<Pauses> => {
    const leftMs = await Promise.all(PROVIDERS.map((provider) => client.pttl(throttledKey(prefix, provider))))
    const nowMs = performance.now()
    const throttled = PROVIDERS.map((provider, place) => [provider, nowMs + (leftMs[place] ?? 0)] as const)
    return new Map(throttled.filter(([, untilMs]) => untilMs > nowMs))
  }

  const restore = async (pauses: Pauses): Promise<void> => {
    const nowMs = performance.now()
    await Promise.all([...pauses].map(([provider, untilMs]) => deps.throttleAgain(provider, untilMs - nowMs)))
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
