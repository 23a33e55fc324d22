import { afterAll, beforeAll, expect, test } from 'bun:test'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { binaryName, hostTarget } from '../../scripts/binary/targets.ts'
import { runProcess } from '../../scripts/run-process.ts'
import { type BinaryRun, isolateBinary, type LoneBinary } from '../support/lone-binary.ts'
import { waitUntil } from '../support/wait-until.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const TIMEOUT_MS = 240_000

let lone: LoneBinary

/** Built from the sources as they are now, then moved to where nothing else is. */
beforeAll(async () => {
  const target = hostTarget()
  if (target === undefined) throw new Error(`no binary is built for ${process.platform} ${process.arch}`)
  const { code, output } = await runProcess([process.execPath, 'scripts/build-binary.ts'], { cwd: ROOT })
  if (code !== 0) throw new Error(output)
  lone = await isolateBinary(join(ROOT, 'dist-binary', binaryName(target)))
}, TIMEOUT_MS)

afterAll(() => lone.remove())

const finish = async (
  run: BinaryRun,
): Promise<{ readonly exitCode: number | null; readonly text: string }> => ({
  exitCode: await run.exitCode,
  text: run.text(),
})

const addressOf = async ({ child, text }: BinaryRun): Promise<string> => {
  const look = async () => /API +(http:\S+)\/api\/v1/.exec(text())?.[1]
  const url = await waitUntil(look, (found) => found !== undefined || child.exitCode !== null)
  if (url === undefined) throw new Error(text())
  return url
}

test('says how it was built', async () => {
  const { exitCode, text } = await finish(lone.start(['--version']))
  expect(exitCode).toBe(0)
  expect(text).toMatch(
    /^\d+\.\d+\.\d+ \(([0-9a-f]{12}(-dirty)?|no commit), \d{4}-\d\d-\d\d, bun \S+, bun-\w+-\w+\)\n$/,
  )
})

test(
  'does the quick start alone, and writes nothing but its data',
  async () => {
    const { exitCode, text } = await finish(lone.start(['quickstart', '--once']))
    expect(text).toContain('From audio to search in')
    expect(exitCode).toBe(0)
    for (const part of ['  2. The Garden', 'Transcript', 'Summary', 'Tags']) expect(text).toContain(part)
    expect(text).toMatch(/Search: bees[^\n]*\n 1 {2}00:0\d:[^\n]*2\. The Garden/)
    expect(await lone.strayFiles()).toEqual([])
    expect(await lone.temporaryFiles()).toEqual([])
  },
  TIMEOUT_MS,
)

test(
  'serves the database that is there, the docs and the description; ends on SIGTERM',
  async () => {
    const server = lone.start(['serve'], { ADMIN_TOKENS: 'secret' })
    const url = await addressOf(server)
    const get = (path: string) => fetch(`${url}${path}`, { headers: { authorization: 'Bearer secret' } })
    const found = await (await get('/api/v1/admin/search?q=honey&mode=semantic')).json()
    expect(found.hits[0].audiobook.title).toBe('The Lamp Keeper')
    expect((await (await get('/docs/swagger-ui-bundle.js')).text()).length).toBeGreaterThan(1_000_000)
    expect((await get('/docs')).status).toBe(200)
    expect((await (await get('/openapi.json')).json()).openapi).toBe('3.1.0')
    const port = new URL(url).port
    const healthy = await finish(lone.start(['healthcheck', '--live', '--port', port]))
    expect(healthy.exitCode).toBe(0)
    server.child.kill('SIGTERM')
    expect(await server.exitCode).toBe(0)
    const gone = await finish(lone.start(['healthcheck', '--live', '--port', port]))
    expect(gone.exitCode).toBe(3)
    expect(await lone.strayFiles()).toEqual([])
    expect(await lone.temporaryFiles()).toEqual([])
  },
  TIMEOUT_MS,
)

test(
  'doctor finds that jobs can run',
  async () => {
    const { exitCode, text } = await finish(lone.start(['doctor', '--json']))
    const report = JSON.parse(text)
    expect(report.checks.filter(({ ok }: { ok: boolean }) => !ok)).toEqual([])
    expect(exitCode).toBe(0)
  },
  TIMEOUT_MS,
)

test(
  'reads no file of the directory it is started in unless it is told to',
  async () => {
    const environmentFile = join(lone.directory, '.env')
    const bunfig = join(lone.directory, 'bunfig.toml')
    await writeFile(environmentFile, 'LOG_LEVEL=loud\n')
    await writeFile(bunfig, 'preload = ["./nowhere.ts"]\n')
    try {
      const { text } = await finish(lone.start(['doctor', '--json']))
      expect(JSON.parse(text).configurationIssues).toEqual([])
      const asked = await finish(lone.start(['--env-file', '.env', 'search', 'honey']))
      expect(asked.text).toContain('LOG_LEVEL')
      expect(asked.exitCode).toBe(2)
      const overruled = lone.start(['--env-file', '.env', 'search', 'honey'], { LOG_LEVEL: 'silent' })
      expect((await finish(overruled)).exitCode).toBe(0)
      const missing = await finish(lone.start(['--env-file', 'none.env', 'search', 'honey']))
      expect(missing).toEqual({ exitCode: 2, text: "error: none.env can't be read.\n" })
    } finally {
      await rm(environmentFile)
      await rm(bunfig)
    }
  },
  TIMEOUT_MS,
)
