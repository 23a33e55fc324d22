import { existsSync, globSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export type Purpose = 'quickstart' | 'test'

/** A program that npm does not bring. */
export interface Program {
  readonly name: string
  readonly isInstalled: (machine: ProgramFinder) => boolean
  readonly aptPackages: readonly string[]
  readonly brewPackages: readonly string[]
}

export interface ProgramFinder {
  readonly hasCommand: (name: string) => boolean
  /** True when at least one file or folder matches the pattern. */
  readonly hasPath: (pattern: string) => boolean
}

const PREFIXES = ['/usr', '/usr/local', '/opt/homebrew', '/home/linuxbrew/.linuxbrew']

const FFMPEG: Program = {
  name: 'ffmpeg',
  isInstalled: ({ hasCommand }) => hasCommand('ffmpeg') && hasCommand('ffprobe'),
  aptPackages: ['ffmpeg'],
  brewPackages: ['ffmpeg'],
}

/** 5prealpha installs `pocketsphinx_continuous`, 5.x `pocketsphinx`. */
const POCKETSPHINX: Program = {
  name: 'pocketsphinx with its English model',
  isInstalled: ({ hasCommand, hasPath }) =>
    (hasCommand('pocketsphinx') || hasCommand('pocketsphinx_continuous')) &&
    PREFIXES.some((prefix) => hasPath(`${prefix}/share/pocketsphinx/model/en-us`)),
  aptPackages: ['pocketsphinx', 'pocketsphinx-en-us'],
  brewPackages: ['cmu-pocketsphinx'],
}

const POSTGRES: Program = {
  name: 'PostgreSQL server',
  isInstalled: ({ hasCommand, hasPath }) =>
    hasCommand('initdb') ||
    hasPath('/usr/lib/postgresql/*/bin/initdb') ||
    PREFIXES.some((prefix) => hasPath(`${prefix}/opt/postgresql@*/bin/initdb`)),
  aptPackages: ['postgresql'],
  brewPackages: ['postgresql@15'],
}

const REDIS: Program = {
  name: 'Redis server',
  isInstalled: ({ hasCommand }) => hasCommand('redis-server'),
  aptPackages: ['redis-server'],
  brewPackages: ['redis'],
}

const SYNTHESISER: Program = {
  name: 'a speech synthesiser (flite or espeak-ng)',
  isInstalled: ({ hasCommand }) => hasCommand('flite') || hasCommand('espeak-ng'),
  aptPackages: ['flite'],
  brewPackages: ['espeak-ng'],
}

const CHROMIUM: Program = {
  name: 'Chromium',
  isInstalled: ({ hasCommand }) => ['chromium', 'chromium-browser', 'google-chrome'].some(hasCommand),
  aptPackages: ['chromium'],
  brewPackages: ['chromium'],
}

const PROMETHEUS: Program = {
  name: 'Prometheus with promtool',
  isInstalled: ({ hasCommand }) => hasCommand('prometheus') && hasCommand('promtool'),
  aptPackages: ['prometheus'],
  brewPackages: ['prometheus'],
}

export const PROGRAMS: Readonly<Record<Purpose, readonly Program[]>> = {
  quickstart: [FFMPEG, POCKETSPHINX],
  test: [FFMPEG, POCKETSPHINX, POSTGRES, REDIS, SYNTHESISER, CHROMIUM, PROMETHEUS],
}

export const findPrograms = (searchPath: string): ProgramFinder => ({
  hasCommand: (name) =>
    searchPath.split(delimiter).some((directory) => directory !== '' && existsSync(join(directory, name))),
  hasPath: (pattern) => globSync(pattern).length > 0,
})
