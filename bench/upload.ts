import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { startServerProcess } from './upload/server-process.ts'

/*
 * How fast and how lean uploads are: our server against a bare one that writes the body to a file, in turns, on Bun
 * and on Node, each server a fresh process. `--size-mib`, `--rounds`, `--runtime bun|node`. Exits 1 when a limit is
 * missed. Both servers sync the file before they answer; `--bare-nosync` spares the bare one that.
 */

const MIN_RATIO = 0.6
const MAX_GROWTH_MIB = 100
const MEBIBYTE = 1024 * 1024
const TOKEN = 'bench-token'

const { values: options } = parseArgs({
  options: {
    'size-mib': { type: 'string', default: '2048' },
    rounds: { type: 'string', default: '5' },
    runtime: { type: 'string' },
    'bare-nosync': { type: 'boolean', default: false },
  },
})
const sizeMib = Number(options['size-mib'])
const rounds = Number(options.rounds)

interface Round {
  readonly throughputMibPerSecond: number
  readonly growthMib: number
}

const script = (name: string) => fileURLToPath(new URL(`./upload/${name}.ts`, import.meta.url))
const binary = (path: string) => fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url))

const RUNTIMES: Readonly<Record<string, string>> = {
  bun: binary('.bin/bun'),
  node: binary('node/bin/node'),
}

const print = (line: string) => process.stdout.write(`${line}\n`)

function runtimePath(name: string): string {
  const path = RUNTIMES[name]
  if (path === undefined || !existsSync(path)) throw new Error(`there is no runtime ${name} in node_modules`)
  return path
}

/** From the first byte sent to the answer received. */
async function send(url: string, more: readonly string[]): Promise<number> {
  const run = promisify(execFile)
  const { stdout } = await run(runtimePath('node'), [script('sender'), url, String(sizeMib), ...more])
  const { durationMs, status, body } = JSON.parse(stdout) as {
    durationMs: number
    status: number
    body: string
  }
  if (status < 200 || status > 299) throw new Error(`the server answered ${status}: ${body}`)
  return durationMs
}

async function openUpload(url: string): Promise<string> {
  const response = await fetch(`${url}/api/v1/admin/uploads`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify({ upload_type: 'single', total_files: 1, total_size_bytes: sizeMib * MEBIBYTE }),
  })
  const { upload_id: uploadId } = (await response.json()) as { upload_id: string }
  return `${url}/api/v1/admin/uploads/${uploadId}/files`
}

async function measure(runtime: string, which: 'ours' | 'bare'): Promise<Round> {
  const directory = await mkdtemp(join(tmpdir(), 'chapterwise-bench-'))
  const args =
    which === 'ours'
      ? [script('our-server'), directory, TOKEN, String(sizeMib * MEBIBYTE)]
      : [script('bare-server'), join(directory, 'body'), options['bare-nosync'] ? 'nosync' : 'sync']
  const server = await startServerProcess(runtimePath(runtime), args)
  try {
    const [url, more] = which === 'ours' ? [await openUpload(server.url), [TOKEN]] : [`${server.url}/`, []]
    const { result: durationMs, growthMib } = await server.whileSampling(() => send(url, more))
    return { throughputMibPerSecond: sizeMib / (durationMs / 1000), growthMib }
  } finally {
    await server.stop()
    await rm(directory, { recursive: true, force: true })
  }
}

const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}

async function compare(runtime: string) {
  const ours: Round[] = []
  const bare: Round[] = []
  for (let round = 1; round <= rounds; round += 1) {
    // In turns, and each first as often as second: what else the machine does meets both alike.
    const order = round % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const)
    for (const which of order) (which === 'ours' ? ours : bare).push(await measure(runtime, which))
    const last = { ours: ours.at(-1)?.throughputMibPerSecond, bare: bare.at(-1)?.throughputMibPerSecond }
    print(`${runtime} round ${round}: ours ${last.ours?.toFixed(0)}, bare ${last.bare?.toFixed(0)} MiB/s`)
  }
  const speed = (all: readonly Round[]) => median(all.map((round) => round.throughputMibPerSecond))
  return {
    runtime,
    oursMibPerSecond: Math.round(speed(ours)),
    bareMibPerSecond: Math.round(speed(bare)),
    ratio: Math.round((speed(ours) / speed(bare)) * 1000) / 1000,
    // The worst round: memory that grows once has grown.
    growthMib: Math.round(Math.max(...ours.map((round) => round.growthMib))),
  }
}

const results = []
for (const runtime of options.runtime === undefined ? Object.keys(RUNTIMES) : [options.runtime]) {
  results.push(await compare(runtime))
}
print(`\n| runtime | ours, MiB/s | bare, MiB/s | ratio | RSS growth, MiB |\n|---|---|---|---|---|`)
for (const { runtime, oursMibPerSecond, bareMibPerSecond, ratio, growthMib } of results) {
  print(`| ${runtime} | ${oursMibPerSecond} | ${bareMibPerSecond} | ${ratio} | ${growthMib} |`)
}
const passed = results.every(({ ratio, growthMib }) => ratio >= MIN_RATIO && growthMib < MAX_GROWTH_MIB)
print(`RESULT ${JSON.stringify({ bench: 'upload', sizeMib, rounds, passed, results })}`)
process.exitCode = passed ? 0 : 1
