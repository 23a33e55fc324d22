import { open } from 'node:fs/promises'
import type { ByteStream } from '../../ports/storage.ts'

const CHUNK_BYTES = 256 * 1024

/** What was seen when the object was asked for. */
export interface FileIdentity {
  readonly ino: number
  readonly size: number
}

/**
 * Opened when read from, so that a body which nobody reads holds no file open. Throws when the object was replaced
 * since, rather than mix two objects.
 */
export async function* readBody(
  path: string,
  expected: FileIdentity,
  startByte: number,
  endByte: number,
): ByteStream {
  if (startByte === endByte) return
  const file = await open(path, 'r')
  try {
    const found = await file.stat()
    if (found.ino !== expected.ino || found.size !== expected.size) {
      throw new Error('the stored object was replaced while it was about to be read')
    }
    for (let position = startByte; position < endByte; ) {
      const buffer = new Uint8Array(Math.min(CHUNK_BYTES, endByte - position))
      const { bytesRead } = await file.read(buffer, 0, buffer.length, position)
      if (bytesRead === 0) throw new Error('the stored object ended early')
      position += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}
