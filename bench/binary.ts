// `npm run bench:binary [-- --binary <path> --rounds 9]`: the single binary alone in an empty directory. Its size, and the time from the
// start of the process to the first 200 of /readyz: on a new database, and on one that exists. Limit: the median of the
// latter under 1.5 s.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { binaryName, hostTarget } from '../scripts/binary/targets.ts'
import { findFreePort } from '../tests/support/free-port.ts'
import { isolateBinary, type LoneBinary } from '../tests/support/lone-binary.ts'

const START_LIMIT_MS = 1_500
const MAX_WAIT_MS = 60_000
const POLL_INTERVAL_MS = 5
const MEBIBYTE = 1024 * 1024

const { values: options } = parseArgs({
  options: { binary: { type: 'string' }, rounds: { type: 'string', default: '9' } },
})

const print = (line: string): void => void process.stdout.write(`${line}\n`)

const builtBinary = (): string => {
  const target = hostTarget()
  if (target === undefined) throw new Error('no binary is built for this machine; name one with --binary')
  return fileURLToPath(new URL(`../dist-binary/${binaryName(target)}`, import.meta.url))
}

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/readyz`).then(
    ({ status }) => status === 200,
    () => false,
  )

/** Starts the server, waits until jobs can run, and stops it; milliseconds to ready. */
const timeStart = async (lone: LoneBinary): Promise<number> => {
  const port = await findFreePort()
  const startedMs = performance.now()
  const server = lone.start(['serve', '--port', String(port)], { ADMIN_TOKENS: 'bench', LOG_LEVEL: 'silent' })
  while (!(await isReady(`http://127.0.0.1:${port}`))) {
    const isOver = server.child.exitCode !== null || performance.now() - startedMs > MAX_WAIT_MS
    if (isOver) throw new Error(`the server did not become ready:\n${server.text()}`)
    await Bun.sleep(POLL_INTERVAL_MS)
  }
  const readyMs = performance.now() - startedMs
  server.child.kill('SIGTERM')
  if ((await server.exitCode) !== 0) throw new Error(`the server did not end well:\n${server.text()}`)
  return readyMs
}

const median = (values: readonly number[]): number =>
  [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN
const round = (value: number): number => Math.round(value)

const binary = options.binary ?? builtBinary()
const lone = await isolateBinary(binary)
try {
  const version = lone.start(['--version'])
  await version.exitCode
  const newDatabaseMs = await timeStart(lone)
  const existing: number[] = []
  for (let done = 0; done < Number(options.rounds); done += 1) existing.push(await timeStart(lone))
  const { size } = statSync(join(lone.directory, 'chapterwise'))
  const result = {
    version: version.text().trim(),
    sizeMebibytes: round(size / MEBIBYTE),
    newDatabaseMs: round(newDatabaseMs),
    existingDatabaseMs: { median: round(median(existing)), worst: round(Math.max(...existing)) },
    limitMs: START_LIMIT_MS,
  }
  print(`size                  ${result.sizeMebibytes} MiB`)
  print(`new database, ready   ${result.newDatabaseMs} ms`)
  print(
    `existing, ready       ${result.existingDatabaseMs.median} ms (worst ${result.existingDatabaseMs.worst} ms)`,
  )
  print(`RESULT ${JSON.stringify(result)}`)
  if (result.existingDatabaseMs.median > START_LIMIT_MS) process.exitCode = 1
} finally {
  await lone.remove()
}
