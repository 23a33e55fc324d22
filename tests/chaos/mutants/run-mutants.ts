import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Killer, Mutant } from './mutant.ts'
import { createSandbox, type Sandbox } from './sandbox.ts'

export interface Verdict {
  readonly mutant: Mutant
  readonly outcome: 'killed' | 'survived' | 'stale' | 'broken'
  /** The first test or invariant that failed; what is wrong, when it did not come to that. */
  readonly by: string
  readonly seconds: number
}

/** A guard whose absence makes tests wait for ever is missed, too. */
const TESTS_TIMEOUT_MS = 120_000
const HARNESS_TIMEOUT_MS = 400_000
const TEST_TIMEOUT_MS = 60_000
const MAX_OUTPUT_CHARACTERS = 1_000_000
const HARNESS_ARGUMENTS = ['--minutes', '0.2', '--books', '60', '--lease-ms', '2000', '--impatient']

interface Run {
  readonly code: number | null
  readonly output: string
}

function run(root: string, args: readonly string[], timeoutMs: number): Promise<Run> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const keep = (chunk: Buffer) => {
      if (output.length < MAX_OUTPUT_CHARACTERS) output += chunk.toString()
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
    child.once('close', (code) => {
      clearTimeout(timer)
      resolve({ code, output })
    })
  })
}

function runKiller(root: string, killer: Killer): Promise<Run> {
  if (killer.kind === 'harness') {
    return run(
      root,
      [join('scripts', 'chaos.ts'), ...HARNESS_ARGUMENTS, '--seed', String(killer.seed)],
      HARNESS_TIMEOUT_MS,
    )
  }
  const only = killer.only === undefined ? [] : ['--test-name-pattern', killer.only]
  const args = ['test', '--bail', `--timeout=${TEST_TIMEOUT_MS}`, ...only, ...killer.files]
  return run(root, args, TESTS_TIMEOUT_MS)
}

/** The first test that failed, or promise that was broken. */
const firstFailure = (output: string): string | null =>
  (/^\(fail\) (.+?)(?: \[[\d.]+ ?m?s\])?$/m.exec(output) ?? /^VIOLATED (\w+)/m.exec(output))?.[1] ?? null

async function judge(sandbox: Sandbox, mutant: Mutant): Promise<Verdict> {
  const startedMs = performance.now()
  const verdict = (outcome: Verdict['outcome'], by: string): Verdict => ({
    ...{ mutant, outcome, by },
    seconds: (performance.now() - startedMs) / 1000,
  })
  try {
    await sandbox.apply(mutant)
  } catch (error) {
    return verdict('stale', String(error))
  }
  const { code, output } = await runKiller(sandbox.root, mutant.killer)
  await sandbox.restore(mutant)
  if (code === 0) return verdict('survived', '')
  if (code === null) return verdict('killed', 'no end in time')
  const failure = firstFailure(output)
  return failure === null ? verdict('broken', output.slice(-2_000)) : verdict('killed', failure)
}

/** A killer that fails without a mutant says nothing about guards. Null: it is sound. */
async function complaintOf(sandbox: Sandbox, killer: Killer): Promise<string | null> {
  const { code, output } = await runKiller(sandbox.root, killer)
  const name = JSON.stringify(killer)
  if (code !== 0) return `${name} fails without a mutant: ${firstFailure(output) ?? output.slice(-2_000)}`
  return /^ *0 pass$/m.test(output) ? `${name} runs no test` : null
}

const distinct = (killers: readonly Killer[]): readonly Killer[] => [
  ...new Map(killers.map((killer) => [JSON.stringify(killer), killer])).values(),
]

export interface MutantRun {
  readonly verdicts: readonly Verdict[]
  readonly complaints: readonly string[]
}

/** Judges all mutants, as many at a time as there are sandboxes; first that their killers are sound. */
export async function runMutants(
  repository: string,
  mutants: readonly Mutant[],
  lanes: number,
  onVerdict: (verdict: Verdict) => void,
): Promise<MutantRun> {
  const sandboxes = await Promise.all(Array.from({ length: lanes }, () => createSandbox(repository)))
  /** Each sandbox does one thing at a time. */
  const shareOut = async <T>(items: readonly T[], run: (sandbox: Sandbox, item: T) => Promise<void>) => {
    const waiting = [...items]
    const work = async (sandbox: Sandbox) => {
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await run(sandbox, item)
    }
    await Promise.all(sandboxes.map(work))
  }
  const complaints: string[] = []
  const verdicts: Verdict[] = []
  try {
    await shareOut(distinct(mutants.map(({ killer }) => killer)), async (sandbox, killer) => {
      const complaint = await complaintOf(sandbox, killer)
      if (complaint !== null) complaints.push(complaint)
    })
    await shareOut(mutants, async (sandbox, mutant) => {
      const verdict = await judge(sandbox, mutant)
      verdicts.push(verdict)
      onVerdict(verdict)
    })
    return { verdicts, complaints }
  } finally {
    await Promise.all(sandboxes.map((sandbox) => sandbox.remove()))
  }
}
