// Programs that npm does not bring: found, or installed where that needs no question.
// By hand: `bun scripts/system-packages.ts quickstart|test`
import { styleText } from 'node:util'
import { runProcess } from './run-process.ts'
import { type Machine, planInstallation } from './system-packages/plan.ts'
import { findPrograms, PROGRAMS, type ProgramFinder, type Purpose } from './system-packages/programs.ts'

const inspectMachine = async ({ hasCommand }: ProgramFinder): Promise<Machine> => ({
  platform: process.platform,
  isRoot: process.getuid?.() === 0,
  canSudo: hasCommand('sudo') && (await runProcess(['sudo', '-n', 'true'])).code === 0,
  hasApt: hasCommand('apt-get'),
  hasBrew: hasCommand('brew'),
})

/** True when everything that `purpose` needs is there; otherwise it has said what to do. */
export const ensureSystemPackages = async (purpose: Purpose): Promise<boolean> => {
  const finder = findPrograms(process.env.PATH ?? '')
  const missing = () => PROGRAMS[purpose].filter((program) => !program.isInstalled(finder))
  const plan = planInstallation(missing(), await inspectMachine(finder))
  if (plan.kind === 'nothing_missing') return true
  if (plan.kind === 'by_hand') {
    console.error(plan.message)
    return false
  }
  const startedMs = performance.now()
  process.stderr.write(`Installing ${plan.names.join(', ')} … `)
  for (const command of plan.commands) {
    const { code, output } = await runProcess(command)
    if (code !== 0) {
      console.error(`failed\n${styleText('dim', output.trimEnd())}\nThis failed: ${command.join(' ')}`)
      return false
    }
  }
  console.error(`${((performance.now() - startedMs) / 1000).toFixed(1)} s`)
  const left = missing().map(({ name }) => name)
  if (left.length > 0) console.error(`Installed, but still not found: ${left.join(', ')}`)
  return left.length === 0
}

if (import.meta.main) {
  const purpose = process.argv[2] === 'test' ? 'test' : 'quickstart'
  process.exitCode = (await ensureSystemPackages(purpose)) ? 0 : 1
}
