import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { nodeBinary } from '../node-binary.ts'
import type { TestOutcome } from './test-outcome.ts'

export interface NodeRun {
  /** Full names of the tests that passed. */
  readonly passed: readonly string[]
  /** Full names of the others, each with what was wrong, and what went wrong outside of tests. */
  readonly problems: readonly string[]
}

/** Many times what the longest suite takes; one whose process does not end is a problem, too. */
const TIMEOUT_MS = 200_000
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024
const MAX_PROBLEM_CHARACTERS = 4_000

const beside = (name: string): string => new URL(name, import.meta.url).href

/** Runs a suite that Bun runs too, on the Node that the project installs; all of it, or what has such names. */
export function runOnNode(suite: URL, namePattern?: string): Promise<NodeRun> {
  const args = [
    '--no-warnings',
    `--import=${beside('./register.ts')}`,
    `--test-reporter=${beside('./json-reporter.ts')}`,
    ...(namePattern === undefined ? [] : [`--test-name-pattern=${namePattern}`]),
    fileURLToPath(suite),
  ]
  const limits = { timeout: TIMEOUT_MS, maxBuffer: MAX_OUTPUT_BYTES }
  return new Promise((resolve) => {
    execFile(nodeBinary(), args, limits, (error, stdout, stderr) => {
      const lines = stdout.split('\n')
      const outcomes = lines.filter(isOutcome).map((line) => JSON.parse(line) as TestOutcome)
      const failed = outcomes.filter(({ problem }) => problem !== null)
      const problems = failed.map(({ name, problem }) => `${name}: ${problem}`)
      if (error !== null && problems.length === 0) {
        const reason = error.killed
          ? `it did not end within ${TIMEOUT_MS} ms`
          : `its exit code is ${error.code}`
        problems.push([reason, stderr, ...lines.filter((line) => !isOutcome(line))].join('\n'))
      }
      resolve({
        passed: outcomes.filter(({ problem }) => problem === null).map(({ name }) => name),
        problems: problems.map((problem) => problem.slice(0, MAX_PROBLEM_CHARACTERS)),
      })
    })
  })
}

/** Among remarks and what the suite itself writes. */
const isOutcome = (line: string): boolean => line.startsWith('{"name":')
