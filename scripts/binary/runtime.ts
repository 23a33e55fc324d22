import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runProcess } from '../run-process.ts'
import { runtimeFile, type Target } from './targets.ts'

/** As `package-lock.json` has it. */
interface LockedPackage {
  readonly version: string
  readonly integrity: string
}

const lockedPackage = (rootDirectory: string, name: string): LockedPackage => {
  const lock = JSON.parse(readFileSync(join(rootDirectory, 'package-lock.json'), 'utf8'))
  const locked = lock.packages[`node_modules/${name}`]
  if (locked === undefined) throw new Error(`${name} is not in package-lock.json`)
  return locked
}

const run = async (command: readonly [string, ...string[]], cwd: string): Promise<void> => {
  const { code, output } = await runProcess(command, { cwd })
  if (code !== 0) throw new Error(`${command.join(' ')} failed:\n${output}`)
}

/**
 * Bun for the target: the one that npm installed, else fetched from the registry that npm is configured for, and checked
 * against the lock file. `bun build` would download one from GitHub instead, which not every machine may.
 */
export const provideRuntime = async (rootDirectory: string, target: Target): Promise<string> => {
  const installed = join(rootDirectory, 'node_modules', target.runtimePackage, runtimeFile(target))
  if (existsSync(installed)) return installed
  const locked = lockedPackage(rootDirectory, target.runtimePackage)
  const folder = join(rootDirectory, 'build/runtimes', `${target.name}-${locked.version}`)
  const fetched = join(folder, 'package', runtimeFile(target))
  if (existsSync(fetched)) return fetched
  mkdirSync(folder, { recursive: true })
  await run(['npm', 'pack', '--silent', `${target.runtimePackage}@${locked.version}`], folder)
  const archive = join(
    folder,
    `${target.runtimePackage.replace('@', '').replace('/', '-')}-${locked.version}.tgz`,
  )
  const integrity = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`
  if (integrity !== locked.integrity) {
    rmSync(folder, { recursive: true })
    throw new Error(`${target.runtimePackage} is not what package-lock.json says: ${integrity}`)
  }
  await run(['tar', '-xzf', archive], folder)
  rmSync(archive)
  return fetched
}
