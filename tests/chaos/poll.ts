import { setTimeout as sleep } from 'node:timers/promises'

const INTERVAL_MS = 250

/** Until it is done or the time is over; who asks looks what came of it. What can't be looked at is not done. */
export async function poll(timeoutMs: number, isDone: () => Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs
  while (performance.now() < deadlineMs) {
    if (await isDone().catch(() => false)) return
    await sleep(INTERVAL_MS)
  }
}
