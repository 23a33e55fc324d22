import { err, ok, type Result } from 'neverthrow'
import { type PortError, transientError } from '../../../ports/port-error.ts'
import type { ByteStream } from '../../../ports/storage.ts'
import type { AudioSource } from '../../../ports/transcriber.ts'
import type { DecoderInput } from './decode-audio.ts'
import { openUnlinkedFile, writeAt } from './unlinked-file.ts'

/** Most MP4 files keep their index at the end, so they can't be decoded from a pipe. */
const NEEDS_SEEKING = /mp4|m4a|m4b|quicktime|3gpp/iu

export interface OpenedInput {
  readonly input: DecoderInput
  close(): Promise<void>
}

/** The file where there is one; else the stream, by way of a nameless temporary file if the format needs seeking. */
export const openInput = async (
  audio: AudioSource,
  signal: AbortSignal,
): Promise<Result<OpenedInput, PortError>> => {
  if (audio.localPath !== null) return ok({ input: { path: audio.localPath }, close: async () => undefined })
  const opened = await audio.open()
  if (opened.isErr()) return err(opened.error)
  if (!NEEDS_SEEKING.test(audio.mediaType))
    return ok({ input: { body: opened.value }, close: async () => undefined })
  return spool(opened.value, signal)
}

const spool = async (body: ByteStream, signal: AbortSignal): Promise<Result<OpenedInput, PortError>> => {
  const file = await openUnlinkedFile()
  try {
    let sizeBytes = 0
    for await (const chunk of body) {
      signal.throwIfAborted()
      await writeAt(file, chunk, sizeBytes)
      sizeBytes += chunk.byteLength
    }
    return ok({ input: { fileDescriptor: file.fd }, close: () => file.close() })
  } catch (error) {
    await file.close()
    return err(transientError('storage_read_failed', 'The audio could not be read.', error))
  }
}
