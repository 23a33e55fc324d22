import type { PortResult } from './port-error.ts'

/** What one call to a provider used, and so costs. */
export interface ProviderUsage {
  /** Adapter, e.g. `gemini`. */
  readonly provider: string
  /** As the provider names the model that answered. */
  readonly model: string
  /** e.g. `generate`, `embed`, `transcribe`. */
  readonly operation: string
  readonly inputTokens: number
  /** With the tokens that a model thought with: they are billed alike. */
  readonly outputTokens: number
  readonly audioSeconds: number
  /** Null: the price is not known. */
  readonly costUsd: number | null
  /**
   * The provider's own id of what it billed, e.g. that of a job: recorded once, however often it is told. Absent: every
   * call counts.
   */
  readonly reference?: string
}

/** Notes what a call used as soon as it was billed, whatever becomes of its answer. */
export type RecordUsage = (usage: ProviderUsage) => PortResult<void>

/** The claim that a call was made under. */
export interface UsageOrigin {
  readonly jobId: string
  readonly audiobookId: string
  readonly epoch: number
}

/** Sums over calls. */
export interface UsageTotals {
  readonly calls: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly audioSeconds: number
  /** Null as soon as the price of one call is not known: half a sum would be taken for the whole. */
  readonly costUsd: number | null
}

export const NO_USAGE: UsageTotals = {
  calls: 0,
  inputTokens: 0,
  outputTokens: 0,
  audioSeconds: 0,
  costUsd: 0,
}

export const addUsage = (left: UsageTotals, right: UsageTotals): UsageTotals => ({
  calls: left.calls + right.calls,
  inputTokens: left.inputTokens + right.inputTokens,
  outputTokens: left.outputTokens + right.outputTokens,
  audioSeconds: left.audioSeconds + right.audioSeconds,
  costUsd: left.costUsd === null || right.costUsd === null ? null : left.costUsd + right.costUsd,
})

export const addCall = (totals: UsageTotals, call: ProviderUsage): UsageTotals =>
  addUsage(totals, { ...call, calls: 1 })

/** Sums over the calls to one model for one purpose. */
export interface ProviderTotals extends UsageTotals {
  readonly provider: string
  readonly model: string
  readonly operation: string
}

/** What usage can be summed up by; `day` is of UTC. */
export const USAGE_GROUPS = ['provider', 'model', 'day', 'owner'] as const
export type UsageGroup = (typeof USAGE_GROUPS)[number]

export interface UsageReportRequest {
  /** Null: of every owner. */
  readonly ownerId: string | null
  /** At or after; before. By the first call of a claim. */
  readonly from: Date
  readonly until: Date
  readonly groupBy: readonly UsageGroup[]
}

/** Null in a group that was not asked for, and where the owner is not known any more. */
export interface UsageReportRow extends UsageTotals {
  readonly provider: string | null
  readonly model: string | null
  /** `2026-11-28` */
  readonly day: string | null
  readonly owner: string | null
}

export const MAX_USAGE_ROWS = 1_000

/** What was paid. It outlives the job that caused it: money that was spent stays spent. */
export interface UsageRepository {
  /** Adds one call, unless it has a reference that the job has recorded. Not guarded by the claim: a call of a worker that lost it was billed as well. */
  record(origin: UsageOrigin, usage: ProviderUsage): PortResult<void>
  /** By job id; jobs that used nothing are absent. */
  totalsByJob(audiobookId: string): PortResult<ReadonlyMap<string, UsageTotals>>
  /** In order of provider, model and operation. */
  totalsByProvider(audiobookId: string): PortResult<readonly ProviderTotals[]>
  /** In order of day, owner, provider and model; the first `MAX_USAGE_ROWS` and one more, which tells that there are more. */
  report(request: UsageReportRequest): PortResult<readonly UsageReportRow[]>
}
