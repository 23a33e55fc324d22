/** `npm run crash -- --books 20 --kills 12 --seed 1`: the crash test at any size. */
import { parseArgs } from 'node:util'
import { crashRun } from '../tests/crash/harness.ts'

const { values } = parseArgs({
  options: { books: { type: 'string' }, kills: { type: 'string' }, seed: { type: 'string' } },
})
const options = {
  books: Number(values.books ?? 20),
  kills: Number(values.kills ?? 10),
  seed: Number(values.seed ?? Date.now() % 1_000_000),
}
process.stdout.write(`books ${options.books}, kills ${options.kills}, seed ${options.seed}\n`)
const report = await crashRun(options)
const sound =
  report.completedBooks === options.books &&
  [report.otherBooks, report.computedTwice, report.orphanedFiles, report.missingFiles].every(
    (list) => list.length === 0,
  )
process.stdout.write(`RESULT ${JSON.stringify({ ...options, ...report, sound })}\n`)
process.exit(sound ? 0 : 1)
