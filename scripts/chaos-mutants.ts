/** `npm run chaos:mutants [-- --only words --lanes 2]`: takes each guard away and shows what fails for it. */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { MUTANTS } from '../tests/chaos/mutants/mutants.ts'
import { runMutants, type Verdict } from '../tests/chaos/mutants/run-mutants.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const DEFAULT_LANES = 2

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    lanes: { type: 'string', default: String(DEFAULT_LANES) },
  },
})
const chosen = MUTANTS.filter((mutant) => mutant.guard.includes(values.only))

const line = ({ mutant, outcome, by, seconds }: Verdict): string =>
  `${outcome.padEnd(8)} ${mutant.guard.padEnd(52)} ${seconds.toFixed(0).padStart(4)} s  ${by}`

const startedMs = performance.now()
const { verdicts, complaints } = await runMutants(ROOT, chosen, Number(values.lanes), (verdict) =>
  console.log(line(verdict)),
)
for (const complaint of complaints) console.log(`UNSOUND ${complaint}`)
const count = (outcome: Verdict['outcome']) =>
  verdicts.filter((verdict) => verdict.outcome === outcome).length
const result = {
  mutants: verdicts.length,
  killed: count('killed'),
  survived: count('survived'),
  stale: count('stale'),
  broken: count('broken'),
  unsound: complaints.length,
  minutes: Number(((performance.now() - startedMs) / 60_000).toFixed(1)),
}
console.log(`RESULT ${JSON.stringify(result)}`)
process.exit(chosen.length > 0 && result.killed === chosen.length && complaints.length === 0 ? 0 : 1)
