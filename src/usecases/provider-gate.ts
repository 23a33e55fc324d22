import type { JobType } from '../domain/job/job.ts'
import { PROVIDER_OF, type Provider } from '../domain/job/provider.ts'
import type { Clock } from '../ports/clock.ts'
import type { Logger } from '../ports/logger.ts'
import type { Queue } from '../ports/queue.ts'

export interface ProviderGateDeps {
  readonly clock: Clock
  readonly queue: Pick<Queue, 'throttle'>
  readonly logger: Logger
}

/**
 * Holds back the work of a provider that asked for a pause: after the first 429 the next jobs of its types are not
 * started, only to be refused as well. In this process at once, what was leased already included; in others by the
 * queue, which hands out nothing meanwhile.
 */
export interface ProviderGate {
  /**
   * The provider behind this type of job said to come back after `retryAfterMs`. The longest such wait counts. Without
   * the queue, others learn it by their own first 429.
   */
  pause(type: JobType, retryAfterMs: number): void
  /** The same for this process alone. */
  holdHere(type: JobType, durationMs: number): void
  /** 0: open. */
  remainingMs(type: JobType): number
  /** Resolves when work of this type may start, or when the signal is aborted; never rejects. */
  opened(type: JobType, signal: AbortSignal): Promise<void>
}

/** Whoever asks for more, as daily quotas do, is asked again after this; one job finds out. */
const LONGEST_PAUSE_MS = 60 * 60 * 1000

export function createProviderGate({ clock, queue, logger }: ProviderGateDeps): ProviderGate {
  /** Monotonic: a clock that is set must not make a pause longer. */
  const pausedUntilMs = new Map<Provider, number>()

  const remainingMs = (type: JobType): number =>
    Math.min(LONGEST_PAUSE_MS, Math.max(0, (pausedUntilMs.get(PROVIDER_OF[type]) ?? 0) - clock.monotonicMs()))

  const share = async (provider: Provider, durationMs: number): Promise<void> => {
    const shared = await queue.throttle(provider, durationMs)
    if (shared.isErr()) logger.warn('pause is not shared', { provider, code: shared.error.code })
  }

  return {
    pause(type, retryAfterMs) {
      const durationMs = Math.min(LONGEST_PAUSE_MS, Math.max(remainingMs(type), retryAfterMs))
      pausedUntilMs.set(PROVIDER_OF[type], clock.monotonicMs() + durationMs)
      void share(PROVIDER_OF[type], durationMs)
    },
    holdHere(type, durationMs) {
      const heldMs = Math.max(remainingMs(type), durationMs)
      pausedUntilMs.set(PROVIDER_OF[type], clock.monotonicMs() + heldMs)
    },
    remainingMs,
    async opened(type, signal) {
      // A wait may have become longer meanwhile.
      for (let leftMs = remainingMs(type); leftMs > 0 && !signal.aborted; leftMs = remainingMs(type)) {
        await clock.sleep(leftMs, signal)
      }
    },
  }
}
