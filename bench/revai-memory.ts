/**
 * `npm run bench:revai-memory`: the largest file that Rev.ai takes by multipart goes from the storage to (a fake)
 * Rev.ai; by how much does the process that sends it grow? On Bun and on Node.
 */
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startFakeRevAi } from '../src/testing/fakes/revai/server.ts'
import { startServerProcess } from './upload/server-process.ts'

const MAX_GROWTH_MIB = 150
const KEY = 'uploads/bench/audio.wav'

const { values: options } = parseArgs({
  options: { bytes: { type: 'string', default: '2000000000' }, runtime: { type: 'string' } },
})
const sizeBytes = Number(options.bytes)
const binary = (path: string) => fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url))
const RUNTIMES: Readonly<Record<string, string>> = { bun: binary('.bin/bun'), node: binary('node/bin/node') }
const print = (line: string) => process.stdout.write(`${line}\n`)

/** Sparse: it is read like any other, and takes no room. */
async function storeAudio(directory: string): Promise<void> {
  const path = join(directory, KEY)
  await mkdir(dirname(path), { recursive: true })
  const file = await open(path, 'w')
  await file.write('RIFF')
  await file.truncate(sizeBytes)
  await file.close()
}

async function measure(runtime: string, directory: string) {
  const fake = await startFakeRevAi()
  const script = fileURLToPath(new URL('./revai/submitter.ts', import.meta.url))
  const args = [script, directory, KEY, String(sizeBytes), fake.baseUrl, fake.apiKey]
  const child = await startServerProcess(RUNTIMES[runtime] ?? '', args)
  try {
    const startedMs = performance.now()
    const { result, growthMib } = await child.whileSampling(async () => {
      const response = await fetch(child.url, { signal: AbortSignal.timeout(600_000) })
      return { status: response.status, body: await response.text() }
    })
    if (result.status !== 200) throw new Error(result.body)
    const arrived = fake.jobs[0]?.media?.sizeBytes ?? 0
    if (arrived !== sizeBytes) throw new Error(`${arrived} of ${sizeBytes} bytes arrived`)
    const seconds = Math.round((performance.now() - startedMs) / 100) / 10
    return { runtime, seconds, growthMib: Math.round(growthMib) }
  } finally {
    await child.stop()
    await fake.close()
  }
}

const directory = await mkdtemp(join(tmpdir(), 'chapterwise-bench-'))
const results = []
try {
  await storeAudio(directory)
  for (const runtime of options.runtime === undefined ? Object.keys(RUNTIMES) : [options.runtime]) {
    results.push(await measure(runtime, directory))
  }
} finally {
  await rm(directory, { recursive: true, force: true })
}
print(`| runtime | seconds | RSS growth, MiB |\n|---|---|---|`)
for (const { runtime, seconds, growthMib } of results) print(`| ${runtime} | ${seconds} | ${growthMib} |`)
const passed = results.every(({ growthMib }) => growthMib < MAX_GROWTH_MIB)
print(`RESULT ${JSON.stringify({ bench: 'revai-memory', sizeBytes, passed, results })}`)
process.exitCode = passed ? 0 : 1
