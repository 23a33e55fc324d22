import type { Crash } from '../history.ts'
import { isHeld, type Timeline } from './timeline.ts'

/** How long a job of a killed process took to run again. */
export interface Rerun {
  readonly jobId: string
  readonly afterMs: number
  readonly measured: boolean
}

/** As `createWorkerProcess` makes it: host, process, a random part; and the id of the start. */
const pidOf = (workerId: string | null): number => Number(workerId?.split(':')[1])

/** Of the jobs that killed processes held and that ran again; a cancelled one or one that became poison did not. */
export function findReruns(all: readonly Timeline[], crashes: readonly Crash[]): readonly Rerun[] {
  return crashes.flatMap((crash) => all.flatMap((timeline) => rerunOf(timeline, crash)))
}

function rerunOf({ jobId, steps }: Timeline, crash: Crash): readonly Rerun[] {
  const lastIndex = steps.findLastIndex((step) => step.atMs <= crash.atMs)
  const state = steps[lastIndex]?.after
  if (state === undefined || !isHeld(state) || pidOf(state.workerId) !== crash.pid) return []
  const [first, ...later] = steps.slice(lastIndex + 1).filter((step) => step.kind !== 'unchanged')
  // Else it was cancelled, became poison, or its last report was on its way.
  if (first?.kind !== 'returned') return []
  const claimed = later.find((step) => step.kind === 'claimed' || step.kind === 'cancelled')
  if (claimed === undefined || claimed.kind === 'cancelled') return []
  return [{ jobId, afterMs: claimed.atMs - crash.atMs, measured: crash.measured }]
}

export interface RerunFigures {
  readonly count: number
  readonly p95Ms: number | null
  readonly maxMs: number | null
}

export function rerunFigures(reruns: readonly Rerun[]): RerunFigures {
  const sorted = reruns.map((rerun) => Math.round(rerun.afterMs)).toSorted((a, b) => a - b)
  return {
    count: sorted.length,
    p95Ms: sorted[Math.ceil(sorted.length * 0.95) - 1] ?? null,
    maxMs: sorted.at(-1) ?? null,
  }
}
