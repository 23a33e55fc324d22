import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { err, type Result } from 'neverthrow'
import type { AudioInspector } from '../../../ports/audio-inspector.ts'
import { type PortError, transientError } from '../../../ports/port-error.ts'
import type { ByteStream } from '../../../ports/storage.ts'

type Source = Parameters<AudioInspector['inspect']>[0]

async function* limited(body: ByteStream, maxBytes: number): ByteStream {
  let leftBytes = maxBytes
  for await (const chunk of body) {
    leftBytes -= chunk.length
    if (leftBytes < 0) throw new Error(`more than the ${maxBytes} bytes that were announced`)
    yield chunk
  }
}

/**
 * Gives `work` the file itself, or a copy of a remote one that is removed afterwards: what a file says of itself may
 * stand at its end, and its sound is read twice.
 */
export async function withLocalFile<T>(
  source: Source,
  temporaryDirectory: string,
  work: (path: string) => Promise<Result<T, PortError>>,
): Promise<Result<T, PortError>> {
  if (source.localPath !== null) return work(source.localPath)
  const opened = await source.open()
  if (opened.isErr()) return err(opened.error)
  const directory = await mkdtemp(join(temporaryDirectory, 'chapterwise-inspect-')).catch(
    (error: Error) => error,
  )
  if (directory instanceof Error) {
    return err(transientError('no_temporary_space', 'no room for a copy of the audio file', directory))
  }
  const path = join(directory, 'audio')
  try {
    await pipeline(
      Readable.from(limited(opened.value, source.sizeBytes)),
      createWriteStream(path, { flags: 'wx' }),
    )
  } catch (error) {
    await rm(directory, { recursive: true, force: true })
    return err(transientError('audio_not_copied', 'the audio file could not be copied for inspection', error))
  }
  try {
    return await work(path)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
