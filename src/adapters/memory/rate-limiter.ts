import { okAsync } from 'neverthrow'
import type { Clock } from '../../ports/clock.ts'
import type { RateDemand, RateLimiter } from '../../ports/rate-limiter.ts'

const WINDOW_MS = 60_000
/** Taken amounts are kept by slots of this length; a slot counts until all of it is a minute ago. */
const SLOT_MS = 1_000

/** The limits of one process. The same arithmetic as the script of the Redis adapter. */
export function createMemoryRateLimiter({ clock }: { readonly clock: Clock }): RateLimiter {
  /** By key, then by the number of the slot. */
  const taken = new Map<string, Map<number, number>>()

  const slotsOf = (key: string, nowMs: number): Map<number, number> => {
    const slots = taken.get(key) ?? new Map<number, number>()
    for (const slot of slots.keys()) if (endMs(slot) <= nowMs) slots.delete(slot)
    taken.set(key, slots)
    return slots
  }

  return {
    reserve(demands) {
      const nowMs = clock.now().getTime()
      const waitMs = Math.max(
        0,
        ...demands.map((demand) => waitFor(demand, slotsOf(demand.key, nowMs), nowMs)),
      )
      if (waitMs > 0) return okAsync(waitMs)
      const slot = Math.floor(nowMs / SLOT_MS)
      for (const { key, amount } of demands) {
        const slots = slotsOf(key, nowMs)
        slots.set(slot, (slots.get(slot) ?? 0) + amount)
      }
      return okAsync(0)
    },
  }
}

/** When the last moment of a slot is a whole minute ago. */
const endMs = (slot: number): number => (slot + 1) * SLOT_MS + WINDOW_MS

/** Until so much of what was taken has left the window that the demand fits, or until all has. */
function waitFor(
  { amount, perMinute }: RateDemand,
  slots: ReadonlyMap<number, number>,
  nowMs: number,
): number {
  let left = [...slots.values()].reduce((sum, one) => sum + one, 0)
  const room = Math.max(0, perMinute - amount)
  for (const [slot, one] of [...slots].sort(([a], [b]) => a - b)) {
    if (left <= room) return 0
    left -= one
    if (left <= room) return endMs(slot) - nowMs
  }
  return 0
}
