import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { startServerProcess } from './upload/server-process.ts'

/*
 * How much memory a large file costs on its way through our API to Supabase Storage, and on its way back to a worker:
 * sender, API, worker and project each a process of its own, on Bun and on Node. `--size-mib`, `--runtime bun|node`.
 * Exits 1 when a limit is missed.
 */

const MAX_GROWTH_MIB = 150
const MEBIBYTE = 1024 * 1024
const TOKEN = 'bench-token'

const { values: options } = parseArgs({
  options: { 'size-mib': { type: 'string', default: '2048' }, runtime: { type: 'string' } },
})
const sizeMib = Number(options['size-mib'])

const script = (name: string) => fileURLToPath(new URL(`./${name}.ts`, import.meta.url))
const binary = (path: string) => fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url))
const RUNTIMES: Readonly<Record<string, string>> = {
  bun: binary('.bin/bun'),
  node: binary('node/bin/node'),
}

function runtimePath(name: string): string {
  const path = RUNTIMES[name]
  if (path === undefined || !existsSync(path)) throw new Error(`there is no runtime ${name} in node_modules`)
  return path
}

const print = (line: string) => process.stdout.write(`${line}\n`)

async function call(url: string, method: string, body?: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method,
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${TOKEN}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${await response.text()}`)
  return (await response.json()) as Record<string, unknown>
}

/** From the first byte sent to the answer received. */
async function send(url: string): Promise<number> {
  const args = [script('upload/sender'), url, String(sizeMib), TOKEN]
  const { stdout } = await promisify(execFile)(runtimePath('node'), args)
  const { durationMs, status, body } = JSON.parse(stdout)
  if (status !== 201) throw new Error(`the API answered ${status}: ${body}`)
  return durationMs
}

const speed = (durationMs: number) => Math.round(sizeMib / (durationMs / 1000))

async function upload(runtime: string, project: readonly string[]) {
  const sizeBytes = String(sizeMib * MEBIBYTE)
  const api = await startServerProcess(runtimePath(runtime), [
    script('supabase/api-server'),
    ...project,
    TOKEN,
    sizeBytes,
  ])
  try {
    const uploads = `${api.url}/api/v1/admin/uploads`
    const opened = await call(uploads, 'POST', {
      upload_type: 'single',
      total_files: 1,
      total_size_bytes: sizeMib * MEBIBYTE,
    })
    const files = `${uploads}/${opened.upload_id}/files`
    const { result: durationMs, growthMib } = await api.whileSampling(() => send(files))
    const { files: stored } = await call(`${uploads}/${opened.upload_id}`, 'GET')
    const fileId = (stored as { file_id: string }[])[0]?.file_id
    return { key: `uploads/${opened.upload_id}/${fileId}.wav`, mibPerSecond: speed(durationMs), growthMib }
  } finally {
    await api.stop()
  }
}

async function download(runtime: string, project: readonly string[], key: string) {
  const reader = await startServerProcess(runtimePath(runtime), [script('supabase/reader'), ...project])
  try {
    const startedAt = performance.now()
    const { result, growthMib } = await reader.whileSampling(() => call(`${reader.url}/${key}`, 'GET'))
    if (result.sizeBytes !== sizeMib * MEBIBYTE) throw new Error(`${result.sizeBytes} bytes came back`)
    return { mibPerSecond: speed(performance.now() - startedAt), growthMib }
  } finally {
    await reader.stop()
  }
}

async function measure(runtime: string) {
  const fake = await startServerProcess(runtimePath('node'), [script('supabase/fake-server')])
  try {
    const project = fake.url.split(' ')
    const { key, ...up } = await upload(runtime, project)
    const down = await download(runtime, project, key)
    print(`${runtime}: up ${up.mibPerSecond}, down ${down.mibPerSecond} MiB/s`)
    return {
      runtime,
      upMibPerSecond: up.mibPerSecond,
      upGrowthMib: Math.round(up.growthMib),
      downMibPerSecond: down.mibPerSecond,
      downGrowthMib: Math.round(down.growthMib),
    }
  } finally {
    await fake.stop()
  }
}

const results = []
for (const runtime of options.runtime === undefined ? Object.keys(RUNTIMES) : [options.runtime]) {
  results.push(await measure(runtime))
}
print(
  `\n| runtime | up, MiB/s | API grows by, MiB | down, MiB/s | worker grows by, MiB |\n|---|---|---|---|---|`,
)
for (const { runtime, upMibPerSecond, upGrowthMib, downMibPerSecond, downGrowthMib } of results) {
  print(`| ${runtime} | ${upMibPerSecond} | ${upGrowthMib} | ${downMibPerSecond} | ${downGrowthMib} |`)
}
const passed = results.every(
  ({ upGrowthMib, downGrowthMib }) => upGrowthMib < MAX_GROWTH_MIB && downGrowthMib < MAX_GROWTH_MIB,
)
print(`RESULT ${JSON.stringify({ bench: 'supabase-memory', sizeMib, passed, results })}`)
process.exitCode = passed ? 0 : 1
