import type { Program } from './programs.ts'

/** What this machine can install with. */
export interface Machine {
  readonly platform: string
  readonly isRoot: boolean
  /** `sudo -n` answers without asking for a password. */
  readonly canSudo: boolean
  readonly hasApt: boolean
  readonly hasBrew: boolean
}

export type Command = readonly [string, ...string[]]

export type Plan =
  | { readonly kind: 'nothing_missing' }
  | { readonly kind: 'install'; readonly names: readonly string[]; readonly commands: readonly Command[] }
  | { readonly kind: 'by_hand'; readonly message: string }

const CLUSTER_CONFIGURATION = '/etc/postgresql-common/createcluster.conf'

/** Debian starts a database server when it installs one; tests start their own, so leave the machine as it was. */
const WITHOUT_CLUSTER: Command = [
  'sh',
  '-c',
  `test -e ${CLUSTER_CONFIGURATION} || { mkdir -p /etc/postgresql-common && echo 'create_main_cluster = false' > ${CLUSTER_CONFIGURATION}; }`,
]

const LOCK_TIMEOUT_SECONDS = 120
const APT = ['apt-get', '-qq', '-o', `DPkg::Lock::Timeout=${LOCK_TIMEOUT_SECONDS}`] as const

const aptCommands = (packages: readonly string[], prefix: readonly string[]): readonly Command[] => {
  const run = (...words: string[]): Command => {
    const [program = 'true', ...rest] = [...prefix, ...words]
    return [program, ...rest]
  }
  return [
    ...(packages.includes('postgresql') ? [run(...WITHOUT_CLUSTER)] : []),
    run(...APT, 'update'),
    run(
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      ...APT,
      'install',
      '-y',
      '--no-install-recommends',
      ...packages,
    ),
  ]
}

const packagesOf = (missing: readonly Program[], kind: 'aptPackages' | 'brewPackages'): readonly string[] =>
  missing.flatMap((program) => program[kind])

const byHand = (missing: readonly Program[]): string =>
  [
    `Missing: ${missing.map(({ name }) => name).join(', ')}. Install with one of:`,
    `  Debian, Ubuntu:  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packagesOf(missing, 'aptPackages').join(' ')}`,
    `  macOS:           brew install ${packagesOf(missing, 'brewPackages').join(' ')}`,
    'and run the same command again.',
  ].join('\n')

export const planInstallation = (missing: readonly Program[], machine: Machine): Plan => {
  if (missing.length === 0) return { kind: 'nothing_missing' }
  const names = missing.map(({ name }) => name)
  if (machine.hasApt && (machine.isRoot || machine.canSudo)) {
    const prefix = machine.isRoot ? [] : ['sudo', '-n']
    return { kind: 'install', names, commands: aptCommands(packagesOf(missing, 'aptPackages'), prefix) }
  }
  if (machine.platform === 'darwin' && machine.hasBrew) {
    const commands: readonly Command[] = [
      ['brew', 'install', '--quiet', ...packagesOf(missing, 'brewPackages')],
    ]
    return { kind: 'install', names, commands }
  }
  return { kind: 'by_hand', message: byHand(missing) }
}
