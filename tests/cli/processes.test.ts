import { afterEach, beforeEach, expect, test } from 'bun:test'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const BUN = join(ROOT, 'node_modules/.bin/bun')
const TIMEOUT_MS = 300_000

interface Run {
  readonly child: ChildProcess
  /** Standard output and standard error so far. */
  readonly text: () => string
  readonly exitCode: Promise<number | null>
}

let dataDirectory = ''
let running: Run[] = []

beforeEach(() => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'chapterwise-process-'))
  running = []
})

afterEach(async () => {
  for (const { child, exitCode } of running) {
    child.kill('SIGKILL')
    await exitCode
  }
  rmSync(dataDirectory, { recursive: true, force: true })
})

/** Port 0 nowhere listens, so commands without `--url` start their own server. */
const start = (...args: readonly string[]): Run => {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: dataDirectory, API_PORT: '0' }
  const child = spawn(BUN, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  const keep = (chunk: Buffer): void => {
    text += chunk.toString()
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const run = {
    child,
    text: () => text,
    exitCode: once(child, 'close').then(([code]) => code as number | null),
  }
  running.push(run)
  return run
}

const cli = (...args: readonly string[]): Run => start('src/cli/main.ts', ...args)

/** The address in the banner, once it is there. */
const addressOf = async ({ child, text }: Run): Promise<string> => {
  for (;;) {
    const url = /API +(http:\S+)\/api\/v1/.exec(text())?.[1]
    if (url !== undefined) return url
    if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}: ${text()}`)
    await Bun.sleep(20)
  }
}

test(
  'serve: banner, token once and for its owner only, one process a data directory, and a graceful end',
  async () => {
    const first = cli('serve')
    const url = await addressOf(first)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    const token = /admin token +(cw_\S+)/.exec(first.text())?.[1] ?? ''
    const headers = { authorization: `Bearer ${token}` }
    expect((await fetch(`${url}/api/v1/admin/audiobooks`, { headers })).status).toBe(200)
    expect(statSync(join(dataDirectory, 'admin-token')).mode & 0o777).toBe(0o600)

    const second = cli('serve')
    expect(await second.exitCode).toBe(3)
    expect(second.text()).toContain('in use')

    expect(await cli('search', 'lamp', '--url', url).exitCode).toBe(0)
    expect(await cli('search', 'lamp', '--url', url, '--token', 'wrong').exitCode).toBe(4)

    first.child.kill('SIGTERM')
    expect(await first.exitCode).toBe(0)

    const again = cli('serve')
    await addressOf(again)
    expect(again.text()).not.toContain(token)
  },
  TIMEOUT_MS,
)

test(
  'quickstart: chapters, transcript, summary, tags and searches that hit the right chapter; twice',
  async () => {
    for (const _run of ['first', 'second']) {
      const quickstart = start('scripts/quickstart.ts', '--once')
      expect(await quickstart.exitCode).toBe(0)
      const text = quickstart.text()
      for (const part of ['  1. The Storm', '  3. The Train', 'Transcript', 'Summary', 'Tags']) {
        expect(text).toContain(part)
      }
      expect(text).toMatch(/\n {2}00:0\d:\d\d {2}2\. The Garden\n/)
      expect(text).toMatch(/Search: a ship[^\n]*\n 1 {2}00:0\d:[^\n]*1\. The Storm/)
      expect(text).toMatch(/Search: bees[^\n]*\n 1 {2}00:0\d:[^\n]*2\. The Garden/)
      expect(text).toMatch(/Search: a train[^\n]*\n 1 {2}00:0\d:[^\n]*3\. The Train/)
    }
    const books = cli('search', 'garden', '--json')
    expect(await books.exitCode).toBe(0)
    const answer = JSON.parse(books.text().slice(books.text().indexOf('{')))
    expect(new Set(answer.hits.map((hit: { audiobook: { id: string } }) => hit.audiobook.id)).size).toBe(1)
  },
  TIMEOUT_MS,
)

test('a wrong configuration is told in full and nothing starts', async () => {
  const env = { PATH: process.env.PATH, API_PORT: 'banana', LOG_LEVEL: 'loud' }
  const child = spawn(BUN, ['src/cli/main.ts', 'serve'], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let text = ''
  child.stderr.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  expect(await once(child, 'close')).toEqual([2, null])
  expect(text).toContain('API_PORT')
  expect(text).toContain('LOG_LEVEL')
})

test.each([
  [
    ['src/cli/main.ts', 'api'],
    ['DATABASE_URL', 'REDIS_URL', 'WORKER_TOKEN'],
  ],
  [
    ['src/cli/main.ts', 'worker'],
    ['DATABASE_URL', 'REDIS_URL', 'API_BASE_URL', 'WORKER_TOKEN'],
  ],
  [['src/workers/transcriber.ts'], ['DATABASE_URL', 'REDIS_URL', 'API_BASE_URL', 'WORKER_TOKEN']],
  [['src/workers/worker.ts'], ['DATABASE_URL', 'REDIS_URL', 'API_BASE_URL', 'WORKER_TOKEN']],
])('%p without its configuration says all that is missing', async (args, variables) => {
  const run = start(...args)
  expect(await run.exitCode).toBe(2)
  for (const variable of variables) expect(run.text()).toContain(`${variable} is not set`)
})
