// `npm run check`: everything but the tests, in parallel; one line a check, then the output of what failed.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { styleText } from 'node:util'
import { TSC } from './compiler.ts'
import { findViolations } from './dependency-rule/find-violations.ts'
import { type ProcessResult, runProcess } from './run-process.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

interface Check {
  readonly name: string
  readonly what: string
  readonly run: () => Promise<ProcessResult>
  /** What it prints is worth reading when it passes too. */
  readonly tells?: boolean
}

const tool = (name: string, ...args: string[]): Promise<ProcessResult> =>
  runProcess([join(ROOT, 'node_modules/.bin', name), ...args], { cwd: ROOT })

const dependencyRule = async (): Promise<ProcessResult> => {
  const violations = findViolations(ROOT)
  const output = violations.map(({ file, message }) => `${file}: ${message}`).join('\n')
  return { code: violations.length === 0 ? 0 : 1, output }
}

/** It would ask the registry for newer versions of itself. */
const redocly = (): Promise<ProcessResult> =>
  runProcess([join(ROOT, 'node_modules/.bin/redocly'), 'lint'], {
    cwd: ROOT,
    env: { ...process.env, REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  })

const CHECKS: readonly Check[] = [
  { name: 'types', what: 'tsc, strict', run: () => runProcess([TSC, '--noEmit'], { cwd: ROOT }) },
  { name: 'lint, format', what: 'biome', run: () => tool('biome', 'check', '--error-on-warnings', '.') },
  { name: 'dependency rule', what: 'layers, cycles, environment', run: dependencyRule },
  {
    name: 'dead code',
    what: 'knip',
    run: () => tool('knip', '--no-progress', '--treat-config-hints-as-errors'),
  },
  {
    name: 'openapi drift',
    what: 'openapi.yaml = routes',
    run: () => tool('bun', 'scripts/openapi.ts', '--check'),
  },
  {
    name: 'client drift',
    what: 'src/client/generated = openapi',
    run: () => tool('bun', 'scripts/client.ts', '--check'),
  },
  { name: 'openapi lint', what: 'spectral, conventions', run: () => tool('bun', 'scripts/openapi-lint.ts') },
  { name: 'openapi lint', what: 'redocly', run: redocly },
  {
    name: 'package',
    what: 'contents, publint, attw, API',
    run: () => tool('bun', 'scripts/package.ts', '--if-changed'),
  },
  {
    name: 'openapi breaks',
    what: 'against the last release',
    run: () => tool('bun', 'scripts/openapi-breaks.ts'),
  },
  {
    name: 'vulnerabilities',
    what: 'npm audit, what ships',
    run: () => tool('bun', 'scripts/audit-dependencies.ts'),
    tells: true,
  },
]

interface Outcome {
  readonly check: Check
  readonly passed: boolean
  readonly output: string
  readonly seconds: number
}

const runCheck = async (check: Check): Promise<Outcome> => {
  const startedMs = performance.now()
  const { code, output } = await check.run()
  return { check, passed: code === 0, output, seconds: (performance.now() - startedMs) / 1000 }
}

const line = ({ check, passed, seconds }: Outcome): string => {
  const verdict = passed ? styleText('green', 'ok  ') : styleText('red', 'FAIL')
  return `${verdict} ${check.name.padEnd(16)} ${check.what.padEnd(28)} ${seconds.toFixed(1).padStart(5)} s`
}

const outcomes = await Promise.all(CHECKS.map(runCheck))
const failures = outcomes.filter(({ passed }) => !passed)
for (const { check, output } of failures) {
  console.log(`\n${styleText('bold', `── ${check.name}`)}\n${output.trimEnd()}`)
}
for (const { check, passed, output } of outcomes) {
  if (passed && check.tells === true && output.trim() !== '') console.log(output.trim())
}
console.log(`\n${outcomes.map(line).join('\n')}`)
process.exitCode = failures.length === 0 ? 0 : 1
