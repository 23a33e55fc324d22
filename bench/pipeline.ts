import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { printOutcomes, runContest } from './pipeline/contest.ts'
import { measureCurve, printCurve } from './pipeline/curve.ts'
import { print } from './pipeline/report.ts'
import { CANDIDATES } from './pipeline/settings.ts'

/*
 * The full path of a book, from the call that makes it to the last job, with engines that do nothing: ours (PostgreSQL,
 * Redis, reports over HTTP; API, transcriber and worker as processes) against the same flow on pg-boss and on BullMQ.
 * `--rounds`, `--books` (of one file), `--long-books` (of eight), `--slots`, `--runtime bun|node`, `--only ours,…`.
 * `--curve`: ours with more and more processes instead, with engines that take no time and with some that take
 * `--work-ms`. Exits 1 when a job was lost or run twice, outputs differ, or ours is slower than pg-boss.
 */

const LONG_BOOK_FILES = 8

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    books: { type: 'string', default: '400' },
    'long-books': { type: 'string', default: '80' },
    slots: { type: 'string', default: '10' },
    runtime: { type: 'string' },
    only: { type: 'string' },
    curve: { type: 'boolean', default: false },
    'work-ms': { type: 'string', default: '200' },
  },
})
const candidates = CANDIDATES.filter((name) => options.only?.split(',').includes(name) ?? true)
const workloads = [
  { books: Number(options.books), filesEach: 1 },
  { books: Number(options['long-books']), filesEach: LONG_BOOK_FILES },
].filter(({ books }) => books > 0)

const binary = (path: string) => fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url))
const RUNTIMES: Readonly<Record<string, string>> = {
  bun: binary('.bin/bun'),
  node: binary('node/bin/node'),
}

/** `pg-boss flow` and `pg-boss handlers`, whichever is faster, is what we must reach. */
const MIN_RATIO = 1

function pathOf(runtime: string): string {
  const path = RUNTIMES[runtime]
  if (path === undefined || !existsSync(path)) throw new Error(`no runtime ${runtime} in node_modules`)
  return path
}

/** With engines that take their time few slots must be all that limits it. */
const SLOTS_OF_WORKING_ENGINES = 2
const BOOKS_OF_WORKING_ENGINES = 40

async function curve(): Promise<void> {
  const runtimePath = pathOf(options.runtime ?? 'bun')
  const [rounds, slots, booksPerPair] = [Number(options.rounds), Number(options.slots), Number(options.books)]
  const idle = await measureCurve({ runtimePath, rounds, slots, workMs: 0, booksPerPair })
  const workMs = Number(options['work-ms'])
  const working = await measureCurve({
    ...{ runtimePath, rounds, workMs },
    slots: SLOTS_OF_WORKING_ENGINES,
    booksPerPair: BOOKS_OF_WORKING_ENGINES,
  })
  printCurve(`Engines that take no time, ${slots} slots of each type a process`, 0, idle)
  printCurve(`Engines that take ${workMs} ms, ${SLOTS_OF_WORKING_ENGINES} slots`, workMs, working)
  print(`RESULT ${JSON.stringify({ bench: 'pipeline curve', idle, working })}`)
}

async function contest(): Promise<void> {
  const results = []
  for (const runtime of options.runtime === undefined ? Object.keys(RUNTIMES) : [options.runtime]) {
    const runtimePath = pathOf(runtime)
    print(`\n${runtime}`)
    const { rounds, slots } = options
    const settings = { runtimePath, candidates, rounds: Number(rounds), slots: Number(slots), workloads }
    results.push({ runtime, outcomes: await runContest(settings) })
  }
  for (const { runtime, outcomes } of results) printOutcomes(runtime, outcomes)
  const passed = results.every(({ outcomes }) =>
    outcomes.every(({ ratios }) =>
      Object.entries(ratios).every(([name, ratio]) => !name.startsWith('pg-boss') || ratio >= MIN_RATIO),
    ),
  )
  print(`RESULT ${JSON.stringify({ bench: 'pipeline', passed, results })}`)
  process.exitCode = passed ? 0 : 1
}

await (options.curve ? curve() : contest())
