import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startRedisServer } from '../tests/support/redis-server.ts'
import { startChild } from './queue/child.ts'
import type { DriverName } from './queue/driver.ts'
import { type Figures, runRound, type Sides } from './queue/round.ts'

/*
 * How fast our Redis queue is against BullMQ: the same server, the same ids, nothing kept of what is done, producer
 * and consumer each a process of its own, in turns. `--rounds`, `--jobs` (per column), `--runtime bun|node`. Exits 1
 * when a job was lost or doubled, or a target is missed.
 */

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    jobs: { type: 'string', default: '10000' },
    runtime: { type: 'string' },
  },
})
const rounds = Number(options.rounds)
const jobs = Number(options.jobs)
const WARM_UP_JOBS = 1_000

interface Column {
  readonly title: string
  readonly key: keyof Figures
  readonly unit: 'jobs/s' | 'ms'
  /** Least ratio to BullMQ that must be reached; above 1 is better for both units. */
  readonly minRatio: number
  readonly maxMs?: number
}

const COLUMNS: readonly Column[] = [
  { title: 'add one by one', key: 'addOne', unit: 'jobs/s', minRatio: 1 },
  { title: 'add 100 at a time', key: 'addHundred', unit: 'jobs/s', minRatio: 1 },
  { title: 'add in bulks of 1,000', key: 'addBulk', unit: 'jobs/s', minRatio: 2.5 },
  { title: 'consume, concurrency 1', key: 'consume1', unit: 'jobs/s', minRatio: 1 },
  { title: 'consume, concurrency 10', key: 'consume10', unit: 'jobs/s', minRatio: 1 },
  { title: 'consume, concurrency 100', key: 'consume100', unit: 'jobs/s', minRatio: 2.5 },
  { title: 'idle pick-up p50', key: 'idleP50Ms', unit: 'ms', minRatio: 1 },
  { title: 'idle pick-up p99', key: 'idleP99Ms', unit: 'ms', minRatio: 1, maxMs: 5 },
]

const NAMES: readonly DriverName[] = ['ours', 'bullmq']

const binary = (path: string) => fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url))
const RUNTIMES: Readonly<Record<string, string>> = {
  bun: binary('.bin/bun'),
  node: binary('node/bin/node'),
}

const print = (line: string) => process.stdout.write(`${line}\n`)

const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}

async function measure(runtimePath: string): Promise<Readonly<Record<DriverName, readonly Figures[]>>> {
  const server = await startRedisServer()
  const start = async (name: DriverName): Promise<Sides> => ({
    producer: await startChild(runtimePath, name, server.url),
    consumer: await startChild(runtimePath, name, server.url),
  })
  const sides = { ours: await start('ours'), bullmq: await start('bullmq') }
  const figures: Record<DriverName, Figures[]> = { ours: [], bullmq: [] }
  try {
    for (const name of NAMES) await runRound(sides[name], WARM_UP_JOBS)
    for (let round = 1; round <= rounds; round += 1) {
      // In turns, and each first as often as second: what else the machine does meets both alike.
      for (const name of round % 2 === 0 ? NAMES : NAMES.toReversed()) {
        const found = await runRound(sides[name], jobs)
        figures[name].push(found)
        print(
          `round ${round}, ${name}: ${Object.values(found)
            .map((value) => value.toFixed(value < 100 ? 2 : 0))
            .join('  ')}`,
        )
      }
    }
  } finally {
    for (const { producer, consumer } of Object.values(sides))
      await Promise.all([producer.stop(), consumer.stop()])
    await server.remove()
  }
  return figures
}

const round2 = (value: number) => Math.round(value * 100) / 100

function compare(runtime: string, figures: Readonly<Record<DriverName, readonly Figures[]>>) {
  const columns = COLUMNS.map((column) => {
    const { title, key, unit, minRatio, maxMs = Number.POSITIVE_INFINITY } = column
    const [ours, bullmq] = [figures.ours, figures.bullmq].map((all) => median(all.map((each) => each[key])))
    const values = { ours: ours ?? Number.NaN, bullmq: bullmq ?? Number.NaN }
    const ratio = unit === 'ms' ? values.bullmq / values.ours : values.ours / values.bullmq
    const reached = ratio > minRatio && (unit !== 'ms' || values.ours < maxMs)
    return {
      title,
      unit,
      ours: round2(values.ours),
      bullmq: round2(values.bullmq),
      ratio: round2(ratio),
      reached,
    }
  })
  return { runtime, columns }
}

const show = (value: number, unit: string) =>
  unit === 'ms' ? `${value.toFixed(2)} ms` : `${Math.round(value).toLocaleString('en')} /s`

const results = []
for (const runtime of options.runtime === undefined ? Object.keys(RUNTIMES) : [options.runtime]) {
  const path = RUNTIMES[runtime]
  if (path === undefined || !existsSync(path))
    throw new Error(`there is no runtime ${runtime} in node_modules`)
  print(`\n${runtime}`)
  results.push(compare(runtime, await measure(path)))
}
for (const { runtime, columns } of results) {
  print(`\n| ${runtime} | ours | BullMQ | ratio |\n|---|---|---|---|`)
  for (const { title, unit, ours, bullmq, ratio } of columns) {
    print(`| ${title} | ${show(ours, unit)} | ${show(bullmq, unit)} | ${ratio.toFixed(2)} |`)
  }
}
const passed = results.every(({ columns }) => columns.every(({ reached }) => reached))
print(`RESULT ${JSON.stringify({ bench: 'queue', jobs, rounds, passed, results })}`)
process.exitCode = passed ? 0 : 1
