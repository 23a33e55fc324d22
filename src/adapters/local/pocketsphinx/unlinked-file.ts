import { randomUUID } from 'node:crypto'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Readable and writable by this user alone. */
const MODE = 0o600

/**
 * A temporary file without a name: it is gone when it is closed, by whatever end this process comes to. Children get it
 * as standard input and open it as `/dev/stdin`; so write to it at given positions only, which leaves its offset at 0.
 */
export const openUnlinkedFile = async (): Promise<FileHandle> => {
  const path = join(tmpdir(), `chapterwise-${randomUUID()}`)
  const file = await open(path, 'wx+', MODE)
  await unlink(path)
  return file
}

/** Writes all bytes at a position. */
export const writeAt = async (file: FileHandle, bytes: Uint8Array, positionBytes: number): Promise<void> => {
  let writtenBytes = 0
  while (writtenBytes < bytes.byteLength) {
    const rest = bytes.byteLength - writtenBytes
    writtenBytes += (await file.write(bytes, writtenBytes, rest, positionBytes + writtenBytes)).bytesWritten
  }
}
