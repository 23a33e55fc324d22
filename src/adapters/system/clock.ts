import type { Clock } from '../../ports/clock.ts'

/** Timers take a signed 32-bit number of milliseconds; a longer wait is made of several. */
const MAX_TIMER_MS = 2 ** 31 - 1

function wait(durationMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, durationMs)
    signal?.addEventListener('abort', done, { once: true })
  })
}

/** The clocks and the timers of this process. */
export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  sleep: async (durationMs, signal) => {
    let leftMs = Math.max(0, durationMs)
    do {
      const partMs = Math.min(leftMs, MAX_TIMER_MS)
      await wait(partMs, signal)
      leftMs -= partMs
    } while (leftMs > 0 && !signal?.aborted)
  },
}
