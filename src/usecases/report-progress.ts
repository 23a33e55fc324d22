import type { Claim, JobReporter } from '../ports/reporter.ts'

/** Fewest milliseconds between two progress reports of one job. */
const REPORT_INTERVAL_MS = 1_000

/** Passes on the latest progress at most once a second; engines may call `report` as often as they like. */
export function createProgressReports(deps: {
  readonly reporter: JobReporter
  readonly claim: Claim
  readonly onStale: () => void
}): { readonly report: (fraction: number) => void; readonly stop: () => void } {
  let latest = 0
  let timer: ReturnType<typeof setTimeout> | null = null
  let stopped = false

  const send = () => {
    timer = null
    void deps.reporter.progress(deps.claim, latest).map((answer) => {
      if (answer === 'stale' && !stopped) deps.onStale()
      return answer
    })
  }

  return {
    report: (fraction) => {
      latest = fraction
      if (timer === null && !stopped) timer = setTimeout(send, REPORT_INTERVAL_MS)
    },
    stop: () => {
      stopped = true
      if (timer !== null) clearTimeout(timer)
    },
  }
}
