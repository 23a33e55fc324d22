import type { Report, ReportEvent } from '../history.ts'
import { isHeld, type Timeline } from './timeline.ts'
import type { Violation } from './violation.ts'

/** Times of the proxy are whole milliseconds. Who takes a claim away holds its row until it is gone for everyone. */
const CLOCK_TOLERANCE_MS = 2
/** Until others see a claim whose transaction commits, on a busy machine. */
const COMMIT_TOLERANCE_MS = 250
const OK = 200
const REFUSED: readonly number[] = [404, 409]
/** Asks to come again. */
const FIRST_SERVER_ERROR = 500

/** How a claim was, and when. */
interface Span {
  readonly fromMs: number
  readonly untilMs: number
}

interface ClaimHistory {
  readonly held: readonly Span[]
  /** From when on a repeated report of this kind is answered as the first was. */
  readonly settled: readonly (Span & { readonly event: ReportEvent })[]
}

const EVENT_OF = { completed: 'complete', failed: 'fail', parked: 'park', released: 'release' } as const

/** Every report was answered as its claim was while it was answered. */
export function checkReports(all: readonly Timeline[], reports: readonly Report[]): readonly Violation[] {
  const claims = new Map(all.flatMap((timeline) => [...claimsOf(timeline)]))
  return reports.flatMap((report): readonly Violation[] => {
    if (report.epoch === null || report.status >= FIRST_SERVER_ERROR) return []
    const claim = claims.get(keyOf(report.jobId, report.epoch)) ?? { held: [], settled: [] }
    const about = `${report.event} of job ${report.jobId}, epoch ${report.epoch}, by ${report.member}`
    if (report.status === OK) {
      return mayBeAccepted(report, claim) ? [] : [{ invariant: 'stale_accepted', detail: `${about}: 200` }]
    }
    if (REFUSED.includes(report.status) && !wasHeldThroughout(report, claim)) return []
    return [{ invariant: 'live_refused', detail: `${about}: ${report.status}` }]
  })
}

/** Reports that were refused as they must: a run in which there is none shows little. */
export const countStale = (reports: readonly Report[]): number =>
  reports.filter((report) => report.epoch !== null && REFUSED.includes(report.status)).length

/** Those among them that came while another claim held the job: the worst moment. */
export function countOvertaken(all: readonly Timeline[], reports: readonly Report[]): number {
  const byId = new Map(all.map((timeline) => [timeline.jobId, timeline.steps]))
  return reports.filter(({ jobId, epoch, status, sentMs }) => {
    if (epoch === null || !REFUSED.includes(status)) return false
    const state = byId.get(jobId)?.findLast((step) => step.atMs <= sentMs)?.after
    return state !== undefined && isHeld(state) && state.epoch > epoch
  }).length
}

const keyOf = (jobId: string, epoch: number) => `${jobId} ${epoch}`

function claimsOf({ jobId, steps }: Timeline): ReadonlyMap<string, ClaimHistory> {
  const held = new Map<number, Span[]>()
  const settled = new Map<number, (Span & { readonly event: ReportEvent })[]>()
  for (const [index, { atMs, after }] of steps.entries()) {
    const span = { fromMs: atMs, untilMs: steps[index + 1]?.atMs ?? Number.POSITIVE_INFINITY }
    if (isHeld(after)) held.set(after.epoch, [...(held.get(after.epoch) ?? []), span])
    if (after.settledEpoch === null || after.settledAs === null) continue
    const event = EVENT_OF[after.settledAs]
    settled.set(after.settledEpoch, [...(settled.get(after.settledEpoch) ?? []), { ...span, event }])
  }
  const epochs = new Set([...held.keys(), ...settled.keys()])
  return new Map(
    [...epochs].map((epoch) => [
      keyOf(jobId, epoch),
      { held: held.get(epoch) ?? [], settled: settled.get(epoch) ?? [] },
    ]),
  )
}

const overlaps = (report: Report, span: Span): boolean =>
  report.sentMs <= span.untilMs + CLOCK_TOLERANCE_MS && report.answeredMs >= span.fromMs - CLOCK_TOLERANCE_MS

const mayBeAccepted = (report: Report, { held, settled }: ClaimHistory): boolean =>
  held.some((span) => overlaps(report, span)) ||
  settled.some((span) => span.event === report.event && overlaps(report, span))

const wasHeldThroughout = (report: Report, { held }: ClaimHistory): boolean =>
  held.some(
    (span) =>
      span.fromMs + COMMIT_TOLERANCE_MS <= report.sentMs &&
      report.answeredMs <= span.untilMs - COMMIT_TOLERANCE_MS,
  )
