/**
 * `npm run chaos -- --minutes 5 --books 500 --seed 1`: the system under faults, and what its history shows.
 * `npm run chaos -- --providers --chapters 300 --seed 1`: the adapters of Rev.ai and Gemini in processes that are killed
 * around everything they buy, and what they bought.
 */
import { parseArgs } from 'node:util'
import * as providers from '../tests/chaos/providers/report.ts'
import { runProviders } from '../tests/chaos/providers/run-providers.ts'
import { formatReport, isSound, makeReport } from '../tests/chaos/report.ts'
import { runChaos } from '../tests/chaos/run-chaos.ts'

const MINUTE_MS = 60_000
const LEASE_MS = 15_000
const MAX_SHOWN = 50
/** At each place that a process dies at, as often as this many chapters fit in. */
const CHAPTERS_PER_ROUND = 100
/** Short, since there are so many kills: each is followed by a wait of that length. */
const PROVIDERS_LEASE_MS = 5_000
/** So many chapters for a fault of a vendor. */
const CHAPTERS_PER_FAULT = 2

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    minutes: { type: 'string', default: '5' },
    books: { type: 'string', default: '500' },
    'lease-ms': { type: 'string' },
    impatient: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    providers: { type: 'boolean', default: false },
    chapters: { type: 'string', default: '300' },
  },
})
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const startedMs = performance.now()
const say = (text: string) =>
  console.log(`${((performance.now() - startedMs) / 1000).toFixed(1).padStart(6)} s  ${text}`)

const showViolations = (lines: readonly string[]) => {
  for (const line of lines.slice(0, MAX_SHOWN)) console.log(`VIOLATED ${line}`)
  if (lines.length > MAX_SHOWN) console.log(`and ${lines.length - MAX_SHOWN} more`)
}

async function breakSystem(): Promise<boolean> {
  const minutes = Number(values.minutes)
  const books = Number(values.books)
  const leaseMs = Number(values['lease-ms'] ?? LEASE_MS)
  console.log(`seed ${seed}, minutes ${minutes}, books ${books}, lease ${leaseMs} ms`)
  const outcome = await runChaos({
    ...{ seed, books, leaseMs, patient: !values.impatient },
    durationMs: minutes * MINUTE_MS,
    onPhase: say,
    ...(values.verbose ? { onFault: ({ action }) => say(JSON.stringify(action)) } : {}),
  })
  const { report, violations } = makeReport(outcome)
  showViolations(violations.map(({ invariant, detail }) => `${invariant}: ${detail}`))
  console.log(`\n${formatReport(report)}\n`)
  console.log(`RESULT ${JSON.stringify({ seed, minutes, ...report, sound: isSound(report) })}`)
  return isSound(report)
}

async function breakProviders(): Promise<boolean> {
  const chapters = Number(values.chapters)
  const leaseMs = Number(values['lease-ms'] ?? PROVIDERS_LEASE_MS)
  console.log(`seed ${seed}, chapters ${chapters}, lease ${leaseMs} ms`)
  const outcome = await runProviders({
    ...{ seed, chapters, leaseMs, onPhase: say },
    vendorFaults: Math.round(chapters / CHAPTERS_PER_FAULT),
    rounds: Math.max(1, Math.round(chapters / CHAPTERS_PER_ROUND)),
  })
  const { report, breaches } = providers.makeReport(outcome)
  showViolations(breaches.map(({ promise, detail }) => `${promise}: ${detail}`))
  console.log(`\n${providers.formatReport(report)}\n`)
  const seconds = Math.round((performance.now() - startedMs) / 1000)
  console.log(`RESULT ${JSON.stringify({ seed, seconds, ...report, sound: providers.isSound(report) })}`)
  return providers.isSound(report)
}

process.exit((await (values.providers ? breakProviders() : breakSystem())) ? 0 : 1)
