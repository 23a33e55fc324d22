import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findExecutable } from './find-executable.ts'

/** The programs that the quick start runs; nothing else is on its PATH. */
const PROGRAMS = ['ffmpeg', 'ffprobe', 'pocketsphinx', 'pocketsphinx_continuous']

export interface BinaryRun {
  readonly child: ChildProcess
  /** Standard output and standard error so far. */
  readonly text: () => string
  readonly exitCode: Promise<number | null>
}

export interface LoneBinary {
  /** Where it lies and is started; nothing but the binary is there. */
  readonly directory: string
  readonly dataDirectory: string
  start(words: readonly string[], variables?: Readonly<Record<string, string>>): BinaryRun
  /** All files that there are besides the binary, outside the data directory; the temporary directory apart. */
  strayFiles(): Promise<readonly string[]>
  temporaryFiles(): Promise<readonly string[]>
  remove(): Promise<void>
}

/**
 * The binary alone: in a directory without a node_modules in any parent, with a home directory of its own, and an
 * environment that has nothing but a PATH to ffmpeg and pocketsphinx.
 */
export const isolateBinary = async (binary: string): Promise<LoneBinary> => {
  const root = await mkdtemp(join(tmpdir(), 'chapterwise-binary-'))
  const at = (name: string) => join(root, name)
  const executable = join(at('app'), 'chapterwise')
  for (const name of ['app', 'home', 'temporary', 'programs']) await mkdir(at(name))
  await copyFile(binary, executable)
  for (const program of PROGRAMS) {
    const found = findExecutable(program, process.env.PATH ?? '')
    if (found !== null) await symlink(found, join(at('programs'), program))
  }
  const running = new Set<ChildProcess>()
  const environment = {
    PATH: at('programs'),
    HOME: at('home'),
    TMPDIR: at('temporary'),
    DATA_DIR: at('data'),
    API_PORT: '0',
  }
  const list = async (name: string) =>
    (await readdir(at(name), { recursive: true })).map((path) => join(name, path))
  return {
    directory: at('app'),
    dataDirectory: at('data'),
    start(words, variables = {}) {
      const env = { ...environment, ...variables }
      const child = spawn(executable, words, { cwd: at('app'), env, stdio: ['ignore', 'pipe', 'pipe'] })
      running.add(child)
      let text = ''
      const keep = (chunk: Buffer): void => {
        text += chunk.toString()
      }
      child.stdout.on('data', keep)
      child.stderr.on('data', keep)
      const exitCode = once(child, 'close').then(([code]) => {
        running.delete(child)
        return code as number | null
      })
      return { child, text: () => text, exitCode }
    },
    strayFiles: async () =>
      [...(await list('app')), ...(await list('home'))].filter((path) => path !== join('app', 'chapterwise')),
    temporaryFiles: () => list('temporary'),
    async remove() {
      for (const child of running) child.kill('SIGKILL')
      await rm(root, { recursive: true, force: true })
    },
  }
}
