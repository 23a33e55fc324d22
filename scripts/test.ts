// `npm test [-- arguments of bun test]`
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runProcess } from './run-process.ts'
import { ensureSystemPackages } from './system-packages.ts'
import { countTests } from './test-summary.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** For tests and hooks that name none of their own: a busy machine is slow, not wrong. */
const LONGEST_TEST_MS = 60_000

const readReport = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

const runTests = async (args: readonly string[]): Promise<number> => {
  const directory = mkdtempSync(join(tmpdir(), 'chapterwise-test-report-'))
  const reportPath = join(directory, 'junit.xml')
  try {
    const { code } = await runProcess(
      [
        join(ROOT, 'node_modules/.bin/bun'),
        'test',
        `--timeout=${LONGEST_TEST_MS}`,
        '--reporter=junit',
        `--reporter-outfile=${reportPath}`,
        ...(args.some((argument) => !argument.startsWith('-')) ? args : ['tests/', ...args]),
      ],
      { cwd: ROOT, inherit: true },
    )
    const { passed, failed } = countTests(readReport(reportPath), code)
    console.log(`${passed} passed, ${failed} failed`)
    return failed > 0 ? Math.max(1, code) : 0
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

if (await ensureSystemPackages('test')) {
  process.exitCode = await runTests(process.argv.slice(2))
} else {
  console.log('0 passed, 1 failed')
  process.exitCode = 1
}
