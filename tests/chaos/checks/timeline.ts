import type { Change, JobState } from '../history.ts'

/** What a change of a job's row was, by what it did. */
export type ChangeKind =
  | 'made'
  | 'claimed'
  | 'completed'
  | 'parked'
  | 'released'
  | 'throttled'
  | 'retried'
  | 'dead'
  /** The claim was taken away after its lease. */
  | 'returned'
  /** The same, and it was once too often. */
  | 'poisoned'
  | 'gate_opened'
  | 'cancelled'
  | 'redriven'
  | 'unchanged'
  | 'illegal'

export interface Step extends Change {
  readonly kind: ChangeKind
}

/** All changes of one job, oldest first. */
export interface Timeline {
  readonly jobId: string
  readonly steps: readonly Step[]
}

export const timelines = (changes: readonly Change[]): readonly Timeline[] =>
  [...Map.groupBy(changes, (change) => change.jobId)].map(([jobId, ofJob]) => ({
    jobId,
    steps: ofJob
      .toSorted((a, b) => a.sequence - b.sequence)
      .map((change) => ({ ...change, kind: kindOf(change.before, change.after) })),
  }))

export const isHeld = (state: JobState): boolean =>
  state.status === 'processing' && state.leaseUntilMs !== null

export function kindOf(before: JobState | null, after: JobState): ChangeKind {
  if (before === null) return after.status === 'pending' ? 'made' : 'illegal'
  if (before.status === 'pending') return fromPending(before, after)
  if (before.status === 'processing')
    return isHeld(before) ? fromRunning(before, after) : fromParked(before, after)
  if (isSame(before, after)) return 'unchanged'
  return before.status !== 'completed' && after.status === 'pending' ? 'redriven' : 'illegal'
}

function fromPending(before: JobState, after: JobState): ChangeKind {
  if (isHeld(after)) return 'claimed'
  if (after.status === 'cancelled') return 'cancelled'
  if (after.status !== 'pending') return 'illegal'
  return after.gate.length < before.gate.length ? 'gate_opened' : unchangedOr(before, after)
}

function fromParked(before: JobState, after: JobState): ChangeKind {
  if (isHeld(after)) return 'claimed'
  return after.status === 'cancelled' ? 'cancelled' : unchangedOr(before, after)
}

function fromRunning(before: JobState, after: JobState): ChangeKind {
  // Each claim is settled once: a report that was accepted says how.
  const settledAs = after.settledEpoch === before.epoch ? after.settledAs : null
  switch (after.status) {
    case 'completed':
      return settledAs === 'completed' ? 'completed' : 'illegal'
    case 'cancelled':
      return 'cancelled'
    case 'failed':
      return settledAs === 'failed' ? 'dead' : 'poisoned'
    case 'processing':
      return !isHeld(after) && settledAs === 'parked' ? 'parked' : unchangedOr(before, after)
    case 'pending':
      if (settledAs === 'released') return 'released'
      if (settledAs === 'failed') return after.attempt > before.attempt ? 'retried' : 'throttled'
      return 'returned'
  }
}

const unchangedOr = (before: JobState, after: JobState): ChangeKind =>
  isSame(before, after) ? 'unchanged' : 'illegal'

const isSame = (before: JobState, after: JobState): boolean =>
  before.status === after.status &&
  before.epoch === after.epoch &&
  before.workerId === after.workerId &&
  before.settledEpoch === after.settledEpoch &&
  before.gate.length === after.gate.length
