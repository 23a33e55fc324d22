import type { JobType } from '../domain/job/job.ts'

/** What is bought for one stage of a book. */
export interface WorkUnits {
  readonly audioSeconds: number
  readonly inputTokens: number
  readonly outputTokens: number
}

/** Null with the reason: nobody knows what it costs. */
export type Price = { readonly costUsd: number } | { readonly costUsd: null; readonly reason: string }

/** The engine that is configured for a type of jobs, as far as it is known before it works. */
export interface PlannedEngine {
  readonly provider: string
  readonly model: string | null
  /** How what it makes names it, or the beginning of that; null: whatever was used last. */
  readonly recordedAs: string | null
  /** Until it was measured: seconds of work for a second of audio, in one slot. */
  readonly secondsPerAudioSecond: number
  /** Jobs at a time that are expected before they are seen. */
  readonly slots: number
  price(units: WorkUnits): Price
}

export type EnginePlan = Readonly<Record<JobType, PlannedEngine>>
