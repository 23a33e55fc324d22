// `npm test [-- arguments of bun test]`
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { SIGHTINGS_FILE } from '../tests/support/contract/sightings.ts'
import { unseenSuccesses } from './openapi/contract-coverage.ts'
import { runProcess } from './run-process.ts'
import { ensureSystemPackages } from './system-packages.ts'
import { countTests } from './test-summary.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** For tests and hooks that name none of their own: a busy machine is slow, not wrong. */
const LONGEST_TEST_MS = 60_000

/** Many tests wait for processes that they started; more lanes than this would share two cores. */
const LANES = 2

const readReport = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** What a run must see all of the contract in: everything, or all tests of the API. */
const isWhole = (args: readonly string[]): boolean => {
  const paths = args.filter((argument) => !argument.startsWith('-'))
  return paths.length === 0 || (paths.length === 1 && /^(?:tests|tests\/http)\/?$/.test(paths[0] ?? ''))
}

const runTests = async (args: readonly string[]): Promise<number> => {
  const directory = mkdtempSync(join(tmpdir(), 'chapterwise-test-report-'))
  const reportPath = join(directory, 'junit.xml')
  const sightingsPath = join(directory, 'contract-sightings')
  try {
    const { code } = await runProcess(
      [
        join(ROOT, 'node_modules/.bin/bun'),
        'test',
        `--timeout=${LONGEST_TEST_MS}`,
        // Files of a lane share modules, and so the servers that tests start once.
        ...['--no-isolate', `--parallel=${LANES}`],
        '--reporter=junit',
        `--reporter-outfile=${reportPath}`,
        ...(args.some((argument) => !argument.startsWith('-')) ? args : ['tests/', ...args]),
      ],
      { cwd: ROOT, inherit: true, env: { ...process.env, [SIGHTINGS_FILE]: sightingsPath } },
    )
    const counts = countTests(readReport(reportPath), code)
    const unseen = isWhole(args) ? await tellUnseen(readReport(sightingsPath) ?? '') : 0
    const { passed, failed } = { ...counts, failed: counts.failed + unseen }
    console.log(`${passed} passed, ${failed} failed`)
    return failed > 0 ? Math.max(1, code) : 0
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Says which promised answers no test has seen; how many they are. */
const tellUnseen = async (sightings: string): Promise<number> => {
  const document: unknown = parse(await readFile(join(ROOT, 'openapi.yaml'), 'utf8'))
  const { successes, unseen } = unseenSuccesses(document as Record<string, unknown>, sightings)
  console.log(`contract: ${successes - unseen.length} of ${successes} described successes were seen`)
  for (const success of unseen) console.log(`  not seen: ${success}`)
  return unseen.length
}

if (await ensureSystemPackages('test')) {
  process.exitCode = await runTests(process.argv.slice(2))
} else {
  console.log('0 passed, 1 failed')
  process.exitCode = 1
}
