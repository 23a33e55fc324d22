import type { RedisClient } from './connections.ts'

export interface WakeUps {
  /** Until there may be something to take, the time is over, or the caller gives up. Never rejects. */
  wait(durationMs: number, signal: AbortSignal | undefined): Promise<void>
  close(): void
}

export interface WakeUpDeps {
  readonly key: string
  /** Opened when someone waits for the first time; blocking reads have it to themselves. */
  readonly open: () => RedisClient
  readonly blockMs: number
  /** Sets the marker again. */
  readonly giveBack: () => Promise<unknown>
}

/** After a failed read: reconnecting has delays of its own, this one bounds what else may go wrong. */
const FAILURE_PAUSE_MS = 100

/**
 * Sleeps on a blocking read of the marker. All who wait in this process share one read: it blocks for a fixed time, and
 * each has a timer of its own. A marker wakes one of them; whoever leaves something behind sets it again.
 */
export function createWakeUps({ key, open, blockMs, giveBack }: WakeUpDeps): WakeUps {
  const waiting = new Set<() => void>()
  let connection: RedisClient | null = null
  let isReading = false
  let isBroken = false
  let isClosed = false

  const wakeAll = () => {
    for (const wake of [...waiting]) wake()
  }

  const connect = () => {
    const opened = open()
    opened.on('ready', () => {
      // Whatever came meanwhile set a marker that nobody read.
      if (isBroken) wakeAll()
      isBroken = false
    })
    return opened
  }

  const readOnce = async () => {
    connection ??= connect()
    try {
      const marker = await connection.blpop(key, blockMs / 1_000)
      if (marker === null) return
      const [first] = waiting
      // Everyone left meanwhile: another process may be waiting for it.
      if (first === undefined) await giveBack()
      else first()
    } catch {
      // Those who wait look again, once, and so learn what is wrong; later ones when their timers end.
      if (!isBroken) wakeAll()
      isBroken = true
      await new Promise((resolve) => setTimeout(resolve, FAILURE_PAUSE_MS))
    }
  }

  const read = async () => {
    if (isReading) return
    isReading = true
    while (waiting.size > 0 && !isClosed) await readOnce()
    isReading = false
  }

  return {
    wait: (durationMs, signal) =>
      new Promise((resolve) => {
        if (isClosed || signal?.aborted) return resolve()
        const wake = () => {
          waiting.delete(wake)
          clearTimeout(timer)
          signal?.removeEventListener('abort', wake)
          resolve()
        }
        const timer = setTimeout(wake, durationMs)
        signal?.addEventListener('abort', wake)
        waiting.add(wake)
        void read()
      }),

    close: () => {
      isClosed = true
      wakeAll()
      connection?.disconnect()
    },
  }
}
