import { okAsync } from 'neverthrow'
import type { Clock } from '../../ports/clock.ts'
import type { ProviderPlaces } from '../../ports/provider-places.ts'

/** The places of one process. */
export function createMemoryProviderPlaces({ clock }: { readonly clock: Clock }): ProviderPlaces {
  /** By key, then holder: when his time is over. */
  const places = new Map<string, Map<string, number>>()
  return {
    take: (key, holder, limit, leaseMs) => {
      const nowMs = clock.now().getTime()
      const held = places.get(key) ?? new Map<string, number>()
      places.set(key, held)
      for (const [other, endMs] of held) if (endMs <= nowMs) held.delete(other)
      if (!held.has(holder) && held.size >= limit) return okAsync(false)
      held.set(holder, Math.max(nowMs + leaseMs, held.get(holder) ?? 0))
      return okAsync(true)
    },
    leave: (key, holder) => {
      places.get(key)?.delete(holder)
      return okAsync(undefined)
    },
  }
}
