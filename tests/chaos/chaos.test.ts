import { expect, test } from 'bun:test'
import { isSound, makeReport } from './report.ts'
import { runChaos } from './run-chaos.ts'

const OPTIONS = { books: 40, durationMs: 12_000, leaseMs: 2_000, patient: false }
const LEAST_FAULTS = 10
const TIMEOUT_MS = 300_000

test(
  'processes, Redis, PostgreSQL and messages fail by a seed: nothing is lost, done twice or stuck',
  async () => {
    const seed = Date.now() % 1_000_000
    const { report, violations } = makeReport(await runChaos({ seed, ...OPTIONS }))
    expect({ seed, violations, failures: report.harnessFailures }).toEqual({
      seed,
      violations: [],
      failures: [],
    })
    expect(isSound(report)).toBe(true)
    expect(report.books).toBe(OPTIONS.books)
    expect(report.faults).toBeGreaterThanOrEqual(LEAST_FAULTS)
  },
  TIMEOUT_MS,
)
