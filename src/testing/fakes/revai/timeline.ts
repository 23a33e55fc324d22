/** The fake vendor's clock: the machine's, or one that stands until it is moved. */
export interface Timeline {
  nowMs(): number
  /** Runs once, when that time has come. */
  at(dueMs: number, run: () => Promise<void>): void
  /** Moves a virtual clock and runs what becomes due, in order; on the machine's clock it may not be called. */
  advance(durationMs: number): Promise<void>
  close(): void
}

const MAX_TIMER_MS = 2 ** 31 - 1

export function createSystemTimeline(): Timeline {
  const timers = new Set<ReturnType<typeof setTimeout>>()
  return {
    nowMs: () => Date.now(),
    at(dueMs, run) {
      const delayMs = Math.min(MAX_TIMER_MS, Math.max(0, dueMs - Date.now()))
      const timer = setTimeout(() => {
        timers.delete(timer)
        void run()
      }, delayMs)
      timers.add(timer)
    },
    advance: () => Promise.reject(new Error('the clock of the machine can not be moved')),
    close() {
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
    },
  }
}

export function createVirtualTimeline(startMs: number): Timeline {
  let nowMs = startMs
  let planned: { readonly dueMs: number; readonly run: () => Promise<void> }[] = []
  return {
    nowMs: () => nowMs,
    at(dueMs, run) {
      planned.push({ dueMs, run })
      planned.sort((a, b) => a.dueMs - b.dueMs)
    },
    async advance(durationMs) {
      const untilMs = nowMs + durationMs
      for (let next = planned[0]; next !== undefined && next.dueMs <= untilMs; next = planned[0]) {
        planned = planned.slice(1)
        nowMs = Math.max(nowMs, next.dueMs)
        await next.run()
      }
      nowMs = untilMs
    },
    close() {
      planned = []
    },
  }
}
