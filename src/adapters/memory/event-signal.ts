import type { EventSignal } from '../../ports/event-signal.ts'

/** For one process. */
export function createMemoryEventSignal(): EventSignal {
  const listeners = new Set<() => void>()
  return {
    notify() {
      for (const listener of listeners) listener()
    },
    onNotify(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
