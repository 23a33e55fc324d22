import type { Clock } from '../../ports/clock.ts'

interface Sleeper {
  readonly dueMs: number
  readonly wake: () => void
}

const DEFAULT_START = new Date('2026-01-01T00:00:00Z')

/**
 * A clock that stands still until it is told to move. `advance` wakes, in order of their due times, the sleepers
 * that are due by the new time; what they do next happens after `advance` returned.
 */
export function createManualClock(
  start: Date = DEFAULT_START,
): Clock & { advance(durationMs: number): void } {
  let nowMs = start.getTime()
  const sleepers = new Set<Sleeper>()

  return {
    now: () => new Date(nowMs),

    monotonicMs: () => nowMs - start.getTime(),

    sleep: (durationMs, signal) =>
      new Promise((resolve) => {
        if (durationMs <= 0 || signal?.aborted) return resolve()
        const wake = () => {
          sleepers.delete(sleeper)
          signal?.removeEventListener('abort', wake)
          resolve()
        }
        const sleeper: Sleeper = { dueMs: nowMs + durationMs, wake }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', wake, { once: true })
      }),

    advance: (durationMs) => {
      if (!(durationMs >= 0)) throw new RangeError(`time moves forward only, not by ${durationMs} ms`)
      nowMs += durationMs
      const due = [...sleepers].filter((sleeper) => sleeper.dueMs <= nowMs)
      due.sort((a, b) => a.dueMs - b.dueMs)
      for (const sleeper of due) sleeper.wake()
    },
  }
}
