import type { PortError, PortResult } from '../../../ports/port-error.ts'
import { transientError } from '../../../ports/port-error.ts'
import type { ByteRange, ByteStream } from '../../../ports/storage.ts'
import type { ByteReader } from './byte-reader.ts'

/** Fetched around a place that is looked at: the heads of boxes and tags are small and far apart. */
const FIRST_WINDOW_BYTES = 64 * 1024
/** Fetched at once when one window follows the other, as when frames are counted. */
const LARGEST_WINDOW_BYTES = 4 * 1024 * 1024
/** Kept, so that readers which go back and forth fetch nothing twice. */
const MAX_WINDOWS = 4

export interface RemoteFile {
  readonly open: (range: ByteRange) => PortResult<ByteStream>
  readonly sizeBytes: number
}

export interface RemoteReader extends ByteReader {
  /** Set once the storage failed: then it is not the file that can't be read. */
  failure(): PortError | null
}

interface Window {
  readonly startByte: number
  readonly bytes: Uint8Array
}

/** Random access to an object by ranges, in 16 MiB of memory at most; what is larger than a window is fetched alone. */
export function createRemoteReader({ open, sizeBytes }: RemoteFile): RemoteReader {
  let windows: readonly Window[] = []
  let nextStartByte = -1
  let windowBytes = FIRST_WINDOW_BYTES
  let failure: PortError | null = null

  const fetchBytes = async (startByte: number, lengthBytes: number): Promise<Uint8Array> => {
    const opened = await open({ startByte, endByte: startByte + lengthBytes })
    if (opened.isErr()) {
      failure = opened.error
      throw new Error(opened.error.message, { cause: opened.error.cause })
    }
    try {
      return await collect(opened.value, lengthBytes)
    } catch (error) {
      failure = transientError(
        'audio_not_fetched',
        'the audio file could not be fetched for inspection',
        error,
      )
      throw error
    }
  }

  const windowAt = async (position: number): Promise<Window> => {
    const known = windows.find(
      ({ startByte, bytes }) => position >= startByte && position < startByte + bytes.length,
    )
    if (known !== undefined) return known
    const isNext = position === nextStartByte
    windowBytes = isNext ? Math.min(windowBytes * 2, LARGEST_WINDOW_BYTES) : FIRST_WINDOW_BYTES
    const bytes = await fetchBytes(position, Math.min(windowBytes, sizeBytes - position))
    nextStartByte = position + bytes.length
    const fetched = { startByte: position, bytes }
    windows = [fetched, ...windows.slice(0, MAX_WINDOWS - 1)]
    return fetched
  }

  return {
    sizeBytes,
    async read(startByte, lengthBytes) {
      const endByte = Math.min(startByte + lengthBytes, sizeBytes)
      const buffer = new Uint8Array(Math.max(0, endByte - startByte))
      for (let position = startByte; position < endByte; ) {
        const { startByte: windowStart, bytes } = await windowAt(position)
        const part = bytes.subarray(position - windowStart, endByte - windowStart)
        buffer.set(part, position - startByte)
        position += part.length
      }
      return buffer
    },
    close: async () => undefined,
    failure: () => failure,
  }
}

async function collect(body: ByteStream, lengthBytes: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(lengthBytes)
  let filledBytes = 0
  for await (const chunk of body) {
    if (filledBytes + chunk.length > lengthBytes) throw new Error('more bytes than were asked for')
    bytes.set(chunk, filledBytes)
    filledBytes += chunk.length
  }
  if (filledBytes < lengthBytes) throw new Error('fewer bytes than were asked for')
  return bytes
}
