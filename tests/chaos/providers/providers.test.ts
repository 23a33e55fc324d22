import { expect, test } from 'bun:test'
import { isSound, makeReport } from './report.ts'
import { runProviders } from './run-providers.ts'

const OPTIONS = { chapters: 12, leaseMs: 2_000, mostTraps: 10, vendorFaults: 0 }
const LEAST_KILLS = 5
const TIMEOUT_MS = 300_000

test(
  'processes die around what they buy from Rev.ai and Gemini: nothing is lost, nothing is bought twice',
  async () => {
    const seed = Date.now() % 1_000_000
    const { report, breaches } = makeReport(await runProviders({ seed, ...OPTIONS }))
    expect({ seed, breaches }).toEqual({ seed, breaches: [] })
    expect(isSound(report)).toBe(true)
    expect(report.billedTranscriptions).toBe(OPTIONS.chapters)
    const kills = Object.values(report.kills).reduce((sum, count) => sum + count, 0)
    expect(kills).toBeGreaterThanOrEqual(LEAST_KILLS)
  },
  TIMEOUT_MS,
)
