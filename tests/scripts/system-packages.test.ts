import { describe, expect, test } from 'bun:test'
import { type Machine, planInstallation } from '../../scripts/system-packages/plan.ts'
import { PROGRAMS, type ProgramFinder } from '../../scripts/system-packages/programs.ts'

const machine = (changes: Partial<Machine>): Machine => ({
  platform: 'linux',
  isRoot: false,
  canSudo: false,
  hasApt: false,
  hasBrew: false,
  ...changes,
})

const finder = (commands: readonly string[], paths: readonly string[]): ProgramFinder => ({
  hasCommand: (name) => commands.includes(name),
  hasPath: (pattern) => paths.includes(pattern),
})

const missingWith = (found: ProgramFinder): readonly string[] =>
  PROGRAMS.test.filter((program) => !program.isInstalled(found)).map(({ name }) => name)

describe('which programs are there', () => {
  test('Debian 12 with everything', () => {
    const debian = finder(
      [
        'ffmpeg',
        'ffprobe',
        'pocketsphinx_continuous',
        'flite',
        'redis-server',
        'chromium',
        'prometheus',
        'promtool',
      ],
      ['/usr/share/pocketsphinx/model/en-us', '/usr/lib/postgresql/*/bin/initdb'],
    )
    expect(missingWith(debian)).toEqual([])
  })

  test('macOS with the newer pocketsphinx and espeak-ng', () => {
    const mac = finder(
      [
        'ffmpeg',
        'ffprobe',
        'pocketsphinx',
        'espeak-ng',
        'initdb',
        'redis-server',
        'google-chrome',
        'prometheus',
        'promtool',
      ],
      ['/opt/homebrew/share/pocketsphinx/model/en-us'],
    )
    expect(missingWith(mac)).toEqual([])
  })

  test('a recogniser without its model is missing', () => {
    expect(missingWith(finder(['pocketsphinx'], []))).toContain('pocketsphinx with its English model')
  })
})

describe('how they are installed', () => {
  test('nothing to do when nothing is missing', () => {
    expect(planInstallation([], machine({}))).toEqual({ kind: 'nothing_missing' })
  })

  test('root uses apt: lists first, then one quiet install', () => {
    const plan = planInstallation(PROGRAMS.quickstart, machine({ isRoot: true, hasApt: true }))
    const lines = plan.kind === 'install' ? plan.commands.map((command) => command.join(' ')) : []
    expect(lines).toEqual([
      'apt-get -qq -o DPkg::Lock::Timeout=120 update',
      'env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 install -y --no-install-recommends ffmpeg pocketsphinx pocketsphinx-en-us',
    ])
  })

  test('sudo without a password comes before every command', () => {
    const plan = planInstallation(PROGRAMS.test, machine({ canSudo: true, hasApt: true }))
    const prefixes = plan.kind === 'install' ? plan.commands.map((command) => command.slice(0, 2)) : []
    expect(prefixes).toEqual([
      ['sudo', '-n'],
      ['sudo', '-n'],
      ['sudo', '-n'],
    ])
  })

  test('a database server is installed without starting a cluster', () => {
    const plan = planInstallation(PROGRAMS.test, machine({ isRoot: true, hasApt: true }))
    const first = plan.kind === 'install' ? plan.commands[0]?.join(' ') : ''
    expect(first).toContain('create_main_cluster = false')
  })

  test('macOS uses brew', () => {
    const plan = planInstallation(PROGRAMS.quickstart, machine({ platform: 'darwin', hasBrew: true }))
    expect(plan).toEqual({
      kind: 'install',
      names: ['ffmpeg', 'pocketsphinx with its English model'],
      commands: [['brew', 'install', '--quiet', 'ffmpeg', 'cmu-pocketsphinx']],
    })
  })

  test.each([
    ['no installer', machine({})],
    ['apt but no rights', machine({ hasApt: true })],
  ])('%s: says exactly what to install', (_name, without) => {
    const plan = planInstallation(PROGRAMS.quickstart, without)
    expect(plan.kind).toBe('by_hand')
    expect(plan.kind === 'by_hand' ? plan.message : '').toContain(
      'apt-get install -y --no-install-recommends ffmpeg pocketsphinx pocketsphinx-en-us',
    )
  })
})
