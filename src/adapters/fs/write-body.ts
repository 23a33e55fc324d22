import { createHash } from 'node:crypto'
import type { ByteStream, StoredObject } from '../../ports/storage.ts'

/** Measured: writes of 64 KiB cost a third of the throughput, writes of 1 MiB gain nothing. */
const BUFFER_BYTES = 256 * 1024

/**
 * After so many bytes the disk is told to begin, while more arrive. Else all of a large file would wait in the
 * system's cache for the last sync, which then takes as long as the disk needs for the whole.
 */
const SYNC_EVERY_BYTES = 32 * 1024 * 1024

/** The part of `FileHandle` that is needed. */
export interface WritableFile {
  write(
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesWritten: number }>
  datasync(): Promise<void>
  sync(): Promise<void>
}

async function writeFully(file: WritableFile, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done)
    if (bytesWritten === 0) throw new Error('the file takes no more bytes')
    done += bytesWritten
  }
}

/** Work that goes on meanwhile. Its error is met by whoever awaits it, so it must not count as unhandled before. */
function meanwhile(work: Promise<void>): Promise<void> {
  work.catch(() => {})
  return work
}

/**
 * Writes all chunks from the file's start, durably. Two buffers: while one is written by the thread pool it is
 * hashed here, and the other is filled, so that a put costs little more than the slower of writing and hashing.
 */
export async function writeBody(file: WritableFile, chunks: ByteStream): Promise<StoredObject> {
  const hash = createHash('sha256')
  let filling = new Uint8Array(BUFFER_BYTES)
  let spare = new Uint8Array(BUFFER_BYTES)
  let filledBytes = 0
  let sizeBytes = 0
  let syncedBytes = 0
  let writing = Promise.resolve()
  let syncing = Promise.resolve()

  const flush = async () => {
    await writing
    if (sizeBytes - syncedBytes >= SYNC_EVERY_BYTES) {
      await syncing
      syncing = meanwhile(file.datasync())
      syncedBytes = sizeBytes
    }
    const bytes = filling.subarray(0, filledBytes)
    writing = meanwhile(writeFully(file, bytes, sizeBytes))
    hash.update(bytes)
    sizeBytes += filledBytes
    filledBytes = 0
    ;[filling, spare] = [spare, filling]
  }

  try {
    for await (const chunk of chunks) {
      for (let taken = 0; taken < chunk.length; ) {
        const part = chunk.subarray(taken, taken + BUFFER_BYTES - filledBytes)
        filling.set(part, filledBytes)
        filledBytes += part.length
        taken += part.length
        if (filledBytes === BUFFER_BYTES) await flush()
      }
    }
    await flush()
    await writing
    await syncing
    await file.sync()
  } finally {
    // The file is closed next; nothing may still be under way.
    await Promise.allSettled([writing, syncing])
  }
  return { sizeBytes, sha256: hash.digest('hex') }
}
