import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { AudioInspector } from '../../../ports/audio-inspector.ts'
import { type PortError, transientError } from '../../../ports/port-error.ts'
import { type ByteReader, openByteReader } from './byte-reader.ts'
import { createRemoteReader } from './remote-reader.ts'

/** An audio file, wherever it lies. */
export interface AudioBytes {
  open(): Promise<ByteReader>
  /** A file for programs that read files. A remote one is copied to disk when first asked for. */
  path(): Promise<string>
  /** Set once the storage failed, or the disk for a copy: then it is not the file that can't be read. */
  failure(): PortError | null
  /** Removes the copy. */
  close(): Promise<void>
}

type Source = Parameters<AudioInspector['inspect']>[0]

export const audioBytes = (source: Source, temporaryDirectory: string): AudioBytes =>
  source.localPath === null ? remoteAudio(source, temporaryDirectory) : localAudio(source.localPath)

const localAudio = (path: string): AudioBytes => ({
  open: () => openByteReader(path),
  path: async () => path,
  failure: () => null,
  close: async () => undefined,
})

function remoteAudio(source: Source, temporaryDirectory: string): AudioBytes {
  const reader = createRemoteReader(source)
  let directory: string | null = null
  let copy: Promise<string> | null = null
  let copyFailure: PortError | null = null

  const makeCopy = async () => {
    try {
      directory = await mkdtemp(join(temporaryDirectory, 'chapterwise-inspect-'))
      const path = join(directory, 'audio')
      const opened = await source.open()
      if (opened.isErr()) throw new Error(opened.error.message, { cause: opened.error.cause })
      await pipeline(Readable.from(opened.value), createWriteStream(path, { flags: 'wx' }))
      return path
    } catch (error) {
      const message = 'the audio file could not be copied for inspection'
      copyFailure = transientError('audio_not_copied', message, error)
      throw error
    }
  }

  return {
    open: async () => reader,
    path() {
      copy ??= makeCopy()
      return copy
    },
    failure: () => reader.failure() ?? copyFailure,
    async close() {
      if (directory !== null) await rm(directory, { recursive: true, force: true })
    },
  }
}
