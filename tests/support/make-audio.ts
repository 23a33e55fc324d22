import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
/** Of what is written to `pipe:1`. */
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024

/** Runs FFmpeg in a directory; rejects with what it says. */
export const ffmpeg = (directory: string, ...options: readonly string[]) =>
  run('ffmpeg', ['-v', 'error', '-y', '-nostdin', ...options], {
    cwd: directory,
    encoding: 'buffer',
    maxBuffer: MAX_OUTPUT_BYTES,
  })

export interface AudioToMake {
  /** Its extension says the container, unless the options do. */
  readonly fileName: string
  readonly durationSeconds: number
  /** As FFmpeg names them. */
  readonly tags?: Readonly<Record<string, string>>
  readonly chapters?: readonly {
    readonly title: string
    readonly startSeconds: number
    readonly endSeconds: number
  }[]
  /** Codec and the like. */
  readonly options?: readonly string[]
}

/** A tone, with tags and chapter marks, as a file in `directory`; answers its path. */
export async function makeAudio(directory: string, audio: AudioToMake): Promise<string> {
  const { fileName, durationSeconds, tags = {}, chapters = [], options = [] } = audio
  const lines = [
    ';FFMETADATA1',
    ...Object.entries(tags).map(([name, value]) => `${name}=${value}`),
    ...chapters.flatMap(({ title, startSeconds, endSeconds }) => [
      '[CHAPTER]',
      'TIMEBASE=1/1000',
      `START=${Math.round(startSeconds * 1000)}`,
      `END=${Math.round(endSeconds * 1000)}`,
      `title=${title}`,
    ]),
  ]
  await writeFile(join(directory, `${fileName}.meta`), `${lines.join('\n')}\n`)
  const tone = `sine=frequency=440:duration=${durationSeconds}`
  const input = ['-f', 'lavfi', '-i', tone, '-i', `${fileName}.meta`]
  await ffmpeg(
    directory,
    ...input,
    '-map',
    '0:a',
    '-map_metadata',
    '1',
    '-map_chapters',
    '1',
    ...options,
    fileName,
  )
  return join(directory, fileName)
}
