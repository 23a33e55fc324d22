import { countOvertaken, countStale } from './checks/check-reports.ts'
import { findViolations } from './checks/find-violations.ts'
import { findReruns, type RerunFigures, rerunFigures } from './checks/reruns.ts'
import { timelines } from './checks/timeline.ts'
import { INVARIANTS, type Invariant, type Violation } from './checks/violation.ts'
import type { ChaosOutcome } from './run-chaos.ts'

export interface ChaosReport {
  readonly books: number
  readonly jobs: Readonly<Record<string, number>>
  readonly faults: number
  readonly faultsByKind: ChaosOutcome['history']['injected']
  readonly misdeliveredMessages: number
  readonly reports: number
  readonly staleReports: number
  /** Of these, while another held the job. */
  readonly overtakenReports: number
  readonly redrives: number
  readonly cancels: number
  readonly lost: number
  readonly doubleCompletions: number
  readonly stuck: number
  readonly violations: Readonly<Partial<Record<Invariant, number>>>
  /** After kills with nothing else wrong. */
  readonly measuredReruns: RerunFigures
  /** After all kills, whatever else was wrong. */
  readonly allReruns: RerunFigures
  readonly harnessFailures: readonly string[]
}

export function makeReport({ history, injected, misdelivered }: ChaosOutcome): {
  readonly report: ChaosReport
  readonly violations: readonly Violation[]
} {
  const violations = findViolations(history)
  const count = (invariant: Invariant) => violations.filter((one) => one.invariant === invariant).length
  const all = timelines(history.changes)
  const reruns = findReruns(all, history.crashes)
  const statuses = Map.groupBy(
    history.books.flatMap((book) => book.jobs),
    (job) => job.status,
  )
  const asked = (kind: 'redrive' | 'cancel') =>
    history.requests.filter((request) => request.kind === kind).length
  const report: ChaosReport = {
    books: history.books.length,
    jobs: Object.fromEntries([...statuses].map(([status, jobs]) => [status, jobs.length])),
    faults: Object.values(history.injected).reduce((sum, of) => sum + of, 0),
    faultsByKind: history.injected,
    misdeliveredMessages: misdelivered,
    reports: history.reports.length,
    staleReports: countStale(history.reports),
    overtakenReports: countOvertaken(all, history.reports),
    redrives: asked('redrive'),
    cancels: asked('cancel'),
    lost: count('lost'),
    doubleCompletions: count('double_completion'),
    stuck: count('stuck'),
    violations: Object.fromEntries(
      invariantNames.filter((name) => count(name) > 0).map((name) => [name, count(name)]),
    ),
    measuredReruns: rerunFigures(reruns.filter((rerun) => rerun.measured)),
    allReruns: rerunFigures(reruns),
    harnessFailures: injected.failures,
  }
  return { report, violations }
}

export const invariantNames = Object.keys(INVARIANTS) as readonly Invariant[]

export const isSound = (report: ChaosReport): boolean =>
  Object.keys(report.violations).length === 0 && report.harnessFailures.length === 0

/** For people. */
export function formatReport(report: ChaosReport): string {
  const row = (name: string, value: unknown) => `${name.padEnd(24)} ${String(value)}`
  const figures = ({ count, p95Ms, maxMs }: RerunFigures) => `${count} jobs, p95 ${p95Ms} ms, max ${maxMs} ms`
  const faults = Object.entries(report.faultsByKind).toSorted(([a], [b]) => a.localeCompare(b))
  return [
    row('books', report.books),
    row(
      'jobs',
      Object.entries(report.jobs)
        .map(([status, count]) => `${count} ${status}`)
        .join(', '),
    ),
    row(
      'reports',
      `${report.reports}, stale and refused ${report.staleReports}, while another had the job ${report.overtakenReports}`,
    ),
    row('operator', `${report.redrives} redrives, ${report.cancels} cancellations`),
    row('messages misdelivered', report.misdeliveredMessages),
    row('reruns, measured', figures(report.measuredReruns)),
    row('reruns, all', figures(report.allReruns)),
    '',
    ...faults.map(([kind, count]) => row(kind, count)),
    row('faults', report.faults),
    '',
    ...invariantNames.map(
      (name) => `${row(name, report.violations[name] ?? 0).padEnd(30)} ${INVARIANTS[name]}`,
    ),
  ].join('\n')
}
