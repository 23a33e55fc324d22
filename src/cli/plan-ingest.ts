import { readdir, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { err, ok, ResultAsync } from 'neverthrow'
import { EXIT, type Failure, failure } from './failure.ts'
import { compareNaturally } from './natural-order.ts'

/** By name, to leave covers and text files of a folder out; the server decides by content. */
const AUDIO_EXTENSIONS: ReadonlySet<string> = new Set(
  ['mp3', 'm4a', 'm4b', 'aac', 'wav', 'flac', 'ogg', 'oga', 'opus', 'webm', 'wma', 'aiff', 'aif'].map(
    (extension) => `.${extension}`,
  ),
)

export interface LocalFile {
  readonly path: string
  readonly fileName: string
  readonly sizeBytes: number
  readonly chapterNumber: number | null
}

/** What will be sent: one file is a `single` upload, several are `chapters` in this order. */
export interface IngestPlan {
  readonly uploadType: 'single' | 'chapters'
  readonly files: readonly LocalFile[]
  readonly totalSizeBytes: number
}

const isAudioName = (name: string): boolean =>
  !name.startsWith('.') && AUDIO_EXTENSIONS.has(extname(name).toLowerCase())

/** Audio files of a folder (not of folders below it) in natural order. */
export const orderFolder = (names: readonly string[]): readonly string[] =>
  names.filter(isAudioName).sort(compareNaturally)

const expand = async (path: string): Promise<readonly string[]> => {
  if (!(await stat(path)).isDirectory()) return [path]
  const entries = await readdir(path, { withFileTypes: true })
  const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name)
  return orderFolder(names).map((name) => join(path, name))
}

const describeFile = async (path: string, chapterNumber: number | null): Promise<LocalFile> => ({
  path,
  fileName: basename(path),
  sizeBytes: (await stat(path)).size,
  chapterNumber,
})

const readPlan = async (paths: readonly string[]): Promise<IngestPlan> => {
  const files = (await Promise.all(paths.map(expand))).flat()
  const uploadType = files.length === 1 ? 'single' : 'chapters'
  const described = await Promise.all(
    files.map((path, index) => describeFile(path, uploadType === 'single' ? null : index + 1)),
  )
  return {
    uploadType,
    files: described,
    totalSizeBytes: described.reduce((sum, file) => sum + file.sizeBytes, 0),
  }
}

/** Files stay in the order given; a folder stands for its audio files. */
export const planIngest = (paths: readonly string[]): ResultAsync<IngestPlan, Failure> =>
  ResultAsync.fromThrowable(readPlan, (error) =>
    failure(EXIT.usage, error instanceof Error ? error.message : String(error)),
  )(paths).andThen((plan) => {
    if (plan.files.length === 0) {
      const extensions = [...AUDIO_EXTENSIONS].map((extension) => extension.slice(1)).join(' ')
      return err(failure(EXIT.usage, `No audio files in ${paths.join(', ')}.`, `Looked for: ${extensions}`))
    }
    const empty = plan.files.find(({ sizeBytes }) => sizeBytes === 0)
    return empty === undefined ? ok(plan) : err(failure(EXIT.usage, `${empty.path} is empty.`))
  })
