import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { AUDIO_EXTENSIONS, orderFolder } from '../uploads/audio-names.ts'
import { type FileToUpload, noAudioFiles } from '../uploads/upload-file.ts'

const READ_CHUNK_BYTES = 256 * 1024

export interface LocalFile extends FileToUpload {
  readonly path: string
}

/** A file on disk, read as it is sent. Rejects when it can't be found. */
const openFile = async (path: string): Promise<LocalFile> => ({
  path,
  name: basename(path),
  sizeBytes: (await stat(path)).size,
  open: () => createReadStream(path, { highWaterMark: READ_CHUNK_BYTES }),
})

/** Audio files of a folder (not of folders below it) in natural order. */
const expand = async (path: string): Promise<readonly string[]> => {
  if (!(await stat(path)).isDirectory()) return [path]
  const entries = await readdir(path, { withFileTypes: true })
  return orderFolder(entries.filter((entry) => !entry.isDirectory())).map(({ name }) => join(path, name))
}

/** Files stay in the order given; a folder stands for its audio files. Rejects when there is nothing to send. */
export const openFiles = async (...paths: readonly string[]): Promise<readonly LocalFile[]> => {
  const files = await Promise.all((await Promise.all(paths.map(expand))).flat().map(openFile))
  if (files.length === 0) {
    throw noAudioFiles(`No audio files in ${paths.join(', ')}. Looked for: ${AUDIO_EXTENSIONS.join(' ')}`)
  }
  const empty = files.find(({ sizeBytes }) => sizeBytes === 0)
  if (empty !== undefined) throw noAudioFiles(`${empty.path} is empty.`)
  return files
}
