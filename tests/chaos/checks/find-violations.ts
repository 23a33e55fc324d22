import { RERUN_GRACE_MS } from '../fault-schedule.ts'
import type { History } from '../history.ts'
import { checkClaims } from './check-claims.ts'
import { checkBooks, checkLeftovers, checkRebuild } from './check-end.ts'
import { checkEndings } from './check-endings.ts'
import { checkReports } from './check-reports.ts'
import { checkSeen } from './check-seen.ts'
import { findReruns } from './reruns.ts'
import { timelines } from './timeline.ts'
import type { Violation } from './violation.ts'

/** Everything in a history that the system promised would not happen. */
export function findViolations(history: History): readonly Violation[] {
  const all = timelines(history.changes)
  const mostMs = history.leaseMs + RERUN_GRACE_MS
  const slow = findReruns(all, history.crashes)
    .filter((rerun) => rerun.measured && rerun.afterMs > mostMs)
    .map(
      (rerun): Violation => ({
        invariant: 'slow_rerun',
        detail: `job ${rerun.jobId} ran again after ${Math.round(rerun.afterMs)} ms, not ${mostMs}`,
      }),
    )
  return [
    ...checkSeen(all, history.books),
    ...checkBooks(history),
    ...checkClaims(all),
    ...checkEndings(all, history.requests),
    ...checkReports(all, history.reports),
    ...checkRebuild(history.rebuild),
    ...checkLeftovers(history.keys, history.books),
    ...slow,
    ...history.deaths.map((detail): Violation => ({ invariant: 'died', detail })),
  ]
}
