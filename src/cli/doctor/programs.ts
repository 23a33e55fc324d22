import { execFile } from 'node:child_process'

export interface ProgramReport {
  readonly name: string
  /** Null when it is not installed. */
  readonly version: string | null
  readonly usedFor: string
  /** A command that installs it, for each system. */
  readonly install: readonly string[]
}

const PROBE_TIMEOUT_MS = 5000

/** Output of a program, whatever its exit code; null when there is no such program. */
const probe = (program: string, args: readonly string[]): Promise<string | null> =>
  new Promise((resolve) => {
    execFile(program, args, { timeout: PROBE_TIMEOUT_MS }, (error, stdout, stderr) => {
      const isMissing = error !== null && 'code' in error && error.code === 'ENOENT'
      resolve(isMissing ? null : `${stdout}${stderr}`)
    })
  })

/** `ffmpeg version 5.1.9-0+deb12u1 Copyright …` → `5.1.9-0+deb12u1` */
export const ffmpegVersion = (output: string): string =>
  /^\S+ version (\S+)/.exec(output)?.[1] ?? 'unknown version'

const findPocketsphinx = async (): Promise<string | null> => {
  if ((await probe('pocketsphinx', ['help'])) !== null) return '5.x'
  return (await probe('pocketsphinx_continuous', [])) === null ? null : '5prealpha'
}

const apt = (packages: string): string => `sudo apt-get install -y --no-install-recommends ${packages}`

/** What the local engines run, besides this process. */
export const inspectPrograms = async (): Promise<readonly ProgramReport[]> => {
  const [ffmpeg, pocketsphinx] = await Promise.all([probe('ffmpeg', ['-version']), findPocketsphinx()])
  return [
    {
      name: 'ffmpeg',
      version: ffmpeg === null ? null : ffmpegVersion(ffmpeg),
      usedFor: 'decoding audio for every transcriber',
      install: [apt('ffmpeg'), 'brew install ffmpeg'],
    },
    {
      name: 'pocketsphinx',
      version: pocketsphinx,
      usedFor: 'the local transcriber',
      install: [apt('pocketsphinx pocketsphinx-en-us'), 'brew install cmu-pocketsphinx'],
    },
  ]
}
