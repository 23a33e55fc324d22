import type { Failure } from './failure.ts'
import type { CancelReason, JsonValue } from './job.ts'

/**
 * What can happen to a job. Events with an `epoch` come from the worker that claimed it and count only while that
 * claim holds.
 */
export type JobEvent =
  | { readonly type: 'claim'; readonly workerId: string; readonly leaseMs: number }
  | { readonly type: 'renew'; readonly epoch: number; readonly leaseMs: number }
  | { readonly type: 'progress'; readonly epoch: number; readonly fraction: number }
  | { readonly type: 'checkpoint'; readonly epoch: number; readonly checkpoint: JsonValue }
  /** Something that a later attempt need not do again was saved: a finished part, a transcript, vectors. */
  | { readonly type: 'save_output'; readonly epoch: number }
  | { readonly type: 'complete'; readonly epoch: number }
  /** `random` in [0, 1) jitters the backoff. */
  | { readonly type: 'fail'; readonly epoch: number; readonly failure: Failure; readonly random: number }
  /** The vendor has it: give up the lease, claim anew later. */
  | { readonly type: 'park'; readonly epoch: number; readonly resumeAfterMs: number }
  /** The worker shuts down in good order. */
  | { readonly type: 'release'; readonly epoch: number }
  /** The lease ended without a heartbeat: the worker is lost. */
  | { readonly type: 'expire_lease' }
  /** The vendor that it is parked at has news. */
  | { readonly type: 'wake' }
  /** A job that this one waits for completed. */
  | { readonly type: 'open_gate'; readonly jobId: string }
  | { readonly type: 'cancel'; readonly reason: CancelReason }
  /** Someone wants it earlier or later; no claim ends by it. */
  | { readonly type: 'reprioritize'; readonly priority: number }
  /** Someone sends a dead letter or a cancelled job round again. */
  | { readonly type: 'redrive' }
  /** Someone wants its work done anew, after that of the jobs in `gate`. */
  | { readonly type: 'reprocess'; readonly gate: readonly string[] }

/**
 * Why an event changes nothing.
 * - `stale`: the claim it comes from no longer holds
 * - `repeated`: this report was accepted before; answer as then
 * - `not_due`, `gated`: too early to claim
 * - `leased`: another holds it, or its lease has not ended
 * - `not_parked`: it waits for no vendor
 * - `over`: the job has ended (or, for a redrive, has not)
 */
export type Refusal = 'stale' | 'repeated' | 'not_due' | 'gated' | 'leased' | 'not_parked' | 'over'
