import type { JobType } from '../domain/job/job.ts'
import type { Clock } from '../ports/clock.ts'

/**
 * Holds back the work of a provider that asked for a pause, in this process: after the first 429 the next jobs of its
 * types are not started, only to be refused as well. Other processes learn it by their own first 429.
 */
export interface ProviderGate {
  /** The provider behind this type of job said to come back after `retryAfterMs`. The longest such wait counts. */
  pause(type: JobType, retryAfterMs: number): void
  /** 0: open. */
  remainingMs(type: JobType): number
  /** Resolves when work of this type may start, or when the signal is aborted; never rejects. */
  opened(type: JobType, signal: AbortSignal): Promise<void>
}

/** Whoever asks for more, as daily quotas do, is asked again after this; one job finds out. */
const LONGEST_PAUSE_MS = 60 * 60 * 1000

/** Summaries and tags come from one LLM: what slows one of them slows the other. */
const PROVIDER_OF = {
  transcribe: 'transcriber',
  summarize: 'llm',
  tag: 'llm',
  embed: 'embedder',
} as const satisfies Record<JobType, string>

type Provider = (typeof PROVIDER_OF)[JobType]

export function createProviderGate({ clock }: { readonly clock: Clock }): ProviderGate {
  /** Milliseconds since the epoch. */
  const pausedUntilMs = new Map<Provider, number>()

  const remainingMs = (type: JobType): number =>
    Math.min(
      LONGEST_PAUSE_MS,
      Math.max(0, (pausedUntilMs.get(PROVIDER_OF[type]) ?? 0) - clock.now().getTime()),
    )

  return {
    pause(type, retryAfterMs) {
      const durationMs = Math.min(LONGEST_PAUSE_MS, Math.max(remainingMs(type), retryAfterMs))
      pausedUntilMs.set(PROVIDER_OF[type], clock.now().getTime() + durationMs)
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
