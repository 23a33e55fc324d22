import { afterAll, beforeAll, setDefaultTimeout } from 'bun:test'
import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { okAsync } from 'neverthrow'
import {
  type AudioInspectorOptions,
  createAudioInspector,
} from '../../../../src/adapters/local/audio-inspector/audio-inspector.ts'
import { SNIFF_BYTES } from '../../../../src/ports/audio-inspector.ts'
import { streamOf } from '../../../../src/testing/fixtures/bytes.ts'
import { makeAudio } from '../../../support/make-audio.ts'
import { type TemporaryDirectory, temporaryDirectory } from '../../../support/temporary-directory.ts'
import { FORMATS } from './audio-formats.ts'

/** FFmpeg and ffprobe are started many times; on a busy machine that takes a while. */
const TIMEOUT_MS = 120_000

export const SECONDS = 8
export const CHAPTERS = [
  { title: 'The storm', startSeconds: 0, endSeconds: 2 },
  { title: 'Überfahrt', startSeconds: 2, endSeconds: 5 },
  { title: 'Home', startSeconds: 5, endSeconds: SECONDS },
]
export const TAGS = {
  title: 'The Lighthouse',
  artist: 'Ann Author',
  composer: 'Ned Narrator',
  description: 'About a keeper',
  language: 'eng',
}

/** For the tests of a file: a directory with these of the `FORMATS`, each `SECONDS` long, with `TAGS` and `CHAPTERS`. */
export function audioFiles(...fileNames: readonly string[]) {
  setDefaultTimeout(TIMEOUT_MS)
  let directory: TemporaryDirectory
  beforeAll(async () => {
    directory = await temporaryDirectory()
    for (const { fileName, options } of FORMATS.filter((format) => fileNames.includes(format.fileName))) {
      const audio = { fileName, durationSeconds: SECONDS, tags: TAGS, chapters: CHAPTERS, options }
      await makeAudio(directory.path, audio)
    }
  })
  afterAll(() => directory?.remove())

  const pathOf = (fileName: string) => join(directory.path, fileName)
  const inspect = async (fileName: string, options: AudioInspectorOptions = {}) => {
    const localPath = pathOf(fileName)
    const sizeBytes = await stat(localPath).then(
      (found) => found.size,
      () => 0,
    )
    const open = () => okAsync(streamOf())
    return createAudioInspector(options).inspect({ localPath, open, sizeBytes, mediaType: 'audio/mpeg' })
  }
  return {
    directory: () => directory.path,
    pathOf,
    /** The bytes by which a file is identified. */
    headOf: async (fileName: string): Promise<Uint8Array> => {
      const file = await open(pathOf(fileName))
      try {
        const { buffer, bytesRead } = await file.read(new Uint8Array(SNIFF_BYTES), 0, SNIFF_BYTES, 0)
        return buffer.subarray(0, bytesRead)
      } finally {
        await file.close()
      }
    },
    inspect,
    metadataOf: async (fileName: string, options: AudioInspectorOptions = {}) =>
      (await inspect(fileName, options))._unsafeUnwrap().metadata,
  }
}
