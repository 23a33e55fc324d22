/** `npm run chaos -- --minutes 5 --books 500 --seed 1`: the system under faults, and what its history shows. */
import { parseArgs } from 'node:util'
import { formatReport, isSound, makeReport } from '../tests/chaos/report.ts'
import { runChaos } from '../tests/chaos/run-chaos.ts'

const MINUTE_MS = 60_000
const LEASE_MS = 15_000
const MAX_SHOWN = 50

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    minutes: { type: 'string', default: '5' },
    books: { type: 'string', default: '500' },
    'lease-ms': { type: 'string', default: String(LEASE_MS) },
    impatient: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
})
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const minutes = Number(values.minutes)
const books = Number(values.books)
const leaseMs = Number(values['lease-ms'])
console.log(`seed ${seed}, minutes ${minutes}, books ${books}, lease ${leaseMs} ms`)

const startedMs = performance.now()
const say = (text: string) =>
  console.log(`${((performance.now() - startedMs) / 1000).toFixed(1).padStart(6)} s  ${text}`)
const outcome = await runChaos({
  ...{ seed, books, leaseMs, patient: !values.impatient },
  durationMs: minutes * MINUTE_MS,
  onPhase: say,
  ...(values.verbose ? { onFault: ({ action }) => say(JSON.stringify(action)) } : {}),
})
const { report, violations } = makeReport(outcome)
for (const { invariant, detail } of violations.slice(0, MAX_SHOWN))
  console.log(`VIOLATED ${invariant}: ${detail}`)
if (violations.length > MAX_SHOWN) console.log(`and ${violations.length - MAX_SHOWN} more`)
console.log(`\n${formatReport(report)}\n`)
console.log(`RESULT ${JSON.stringify({ seed, minutes, ...report, sound: isSound(report) })}`)
process.exit(isSound(report) ? 0 : 1)
