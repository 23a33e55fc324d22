import type { Clock } from '../ports/clock.ts'
import type { Random } from '../ports/ids.ts'
import type { Logger } from '../ports/logger.ts'
import type { PortResult } from '../ports/port-error.ts'

export interface PeriodicTask {
  /** Runs it now, or once more right after the run under way. */
  runNow(): void
  /** Resolves when a run under way has ended. Idempotent. */
  stop(): Promise<void>
}

/** Runs at once and then every `intervalMs`, up to a fifth earlier or later so that processes do not run in step. */
export function startPeriodicTask(
  deps: { readonly clock: Clock; readonly random: Random; readonly logger: Logger },
  task: { readonly name: string; readonly intervalMs: number; readonly run: () => PortResult<unknown> },
): PeriodicTask {
  const stopping = new AbortController()
  let wanted = new AbortController()
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      wanted = new AbortController()
      const outcome = await task.run()
      if (outcome.isErr()) {
        deps.logger.warn('periodic task failed', {
          task: task.name,
          code: outcome.error.code,
          message: outcome.error.message,
        })
      }
      const woken = AbortSignal.any([stopping.signal, wanted.signal])
      await deps.clock.sleep(task.intervalMs * (0.8 + 0.4 * deps.random()), woken)
    }
  }
  const looping = loop()
  return {
    runNow: () => wanted.abort(),
    async stop() {
      stopping.abort()
      await looping
    },
  }
}
