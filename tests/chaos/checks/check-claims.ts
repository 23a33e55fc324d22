import type { Step, Timeline } from './timeline.ts'
import type { Invariant, Violation } from './violation.ts'

/** Times in rows are those of the transaction's start, times of changes those of its commit. */
const TOLERANCE_MS = 5

/** Claims rise one by one, start what may start, and end by a report or after their lease. */
export function checkClaims(all: readonly Timeline[]): readonly Violation[] {
  const completedAt = new Map(
    all.flatMap(({ jobId, steps }) =>
      steps.filter((step) => step.kind === 'completed').map((step) => [jobId, step.sequence] as const),
    ),
  )
  return all.flatMap((timeline) => [
    ...checkEpochs(timeline),
    ...checkCompletions(timeline),
    ...checkStarts(timeline, completedAt),
    ...checkReturns(timeline),
  ])
}

const violation = (invariant: Invariant, step: Step, text: string): Violation => ({
  invariant,
  detail: `job ${step.jobId} (${step.type}), change ${step.sequence}, epoch ${step.after.epoch}: ${text}`,
})

function checkEpochs({ steps }: Timeline): readonly Violation[] {
  return steps.flatMap((step) => {
    if (step.kind === 'illegal') {
      const from = step.before === null ? 'nothing' : step.before.status
      return [violation('illegal_change', step, `from ${from} to ${step.after.status}`)]
    }
    const rise = step.after.epoch - (step.before?.epoch ?? 0)
    const expected = step.kind === 'claimed' ? 1 : 0
    return rise === expected ? [] : [violation('epoch', step, `${step.kind} raised the epoch by ${rise}`)]
  })
}

function checkCompletions({ steps }: Timeline): readonly Violation[] {
  const completions = steps.filter((step) => step.kind === 'completed' || step.after.status === 'completed')
  const ended = completions.filter((step) => step.before?.status !== 'completed')
  const twice = ended.slice(1).map((step) => violation('double_completion', step, 'completed again'))
  const highest = Math.max(...steps.map((step) => step.after.epoch))
  const superseded = ended
    .filter((step) => (step.after.settledEpoch ?? -1) < highest)
    .map((step) =>
      violation('superseded_completion', step, `by claim ${step.after.settledEpoch} of ${highest}`),
    )
  return [...twice, ...superseded]
}

function checkStarts({ steps }: Timeline, completedAt: ReadonlyMap<string, number>): readonly Violation[] {
  const waitsFor = steps[0]?.after.gate ?? []
  return steps
    .filter((step) => step.kind === 'claimed')
    .flatMap((step) => {
      const missing = waitsFor.filter(
        (id) => (completedAt.get(id) ?? Number.POSITIVE_INFINITY) > step.sequence,
      )
      const gate = missing.map((id) => violation('gate', step, `started before ${id} had completed`))
      const dueMs = step.before?.runAtMs ?? 0
      const isEarly = step.atMs < dueMs - TOLERANCE_MS
      const early = isEarly ? [violation('early_start', step, `started ${dueMs - step.atMs} ms early`)] : []
      return [...gate, ...early]
    })
}

function checkReturns({ steps }: Timeline): readonly Violation[] {
  return steps.flatMap((step) => {
    const { before, after } = step
    if (before === null) return []
    const isLost = step.kind === 'returned' || step.kind === 'poisoned'
    const counted = after.crashCount - before.crashCount
    const crashes =
      counted === (isLost ? 1 : 0)
        ? []
        : [violation('crash_count', step, `${step.kind} counted ${counted} crashes`)]
    const attempts =
      isLost && after.attempt !== before.attempt
        ? [violation('crash_count', step, 'a crash used an attempt')]
        : []
    const leftMs = (before.leaseUntilMs ?? 0) - step.atMs
    const early =
      isLost && leftMs > TOLERANCE_MS
        ? [violation('early_return', step, `${Math.round(leftMs)} ms of the lease were left`)]
        : []
    return [...crashes, ...attempts, ...early]
  })
}
