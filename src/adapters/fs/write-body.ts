import type { ByteStream } from '../../ports/storage.ts'

/** Chunks that arrived are held back to here while the disk is slow; then the sender waits. */
const MAX_QUEUED_BYTES = 512 * 1024
/** It goes on before the disk has run dry. */
const RESUME_BELOW_BYTES = MAX_QUEUED_BYTES / 2
/** Written by one call. Chunks are 64 KiB or less, and a call a chunk costs a third of the throughput. */
const BATCH_BYTES = 256 * 1024
/** What every system takes in one call (POSIX's IOV_MAX is 1,024 on Linux and macOS). */
const MAX_BATCH_CHUNKS = 512

/**
 * After so many bytes the disk is told to begin, while more arrive. Else all of a large file would wait in the
 * system's cache for the last sync, which then takes as long as the disk needs for the whole.
 */
const SYNC_EVERY_BYTES = 16 * 1024 * 1024

/** The part of `FileHandle` that is needed. */
export interface WritableFile {
  writev(buffers: readonly Uint8Array[], position: number): Promise<{ readonly bytesWritten: number }>
  datasync(): Promise<void>
  sync(): Promise<void>
}

/**
 * Writes all chunks from the file's start, durably, and answers how many bytes they are. They are written as they are
 * by the thread pool, several at a time, and never copied.
 */
export async function writeBody(
  file: WritableFile,
  chunks: ByteStream,
  onWritten: (writtenBytes: number) => void,
): Promise<number> {
  const writer = createWriter(file, onWritten)
  try {
    for await (const chunk of chunks) await writer.write(chunk)
    const sizeBytes = await writer.finish()
    await file.sync()
    return sizeBytes
  } finally {
    // The file is closed next; nothing may still be under way.
    await writer.settle()
  }
}

function createWriter(file: WritableFile, onWritten: (writtenBytes: number) => void) {
  const queue: Uint8Array[] = []
  let queuedBytes = 0
  let writtenBytes = 0
  let syncedBytes = 0
  let writing: Promise<void> | null = null
  let syncing = Promise.resolve()
  let onRoom = () => {}

  const beginSync = async () => {
    await syncing
    syncing = meanwhile(file.datasync())
    syncedBytes = writtenBytes
  }

  const writeQueued = async () => {
    while (queue.length > 0) {
      const batchBytes = await writeFully(file, takeBatch(queue), writtenBytes)
      writtenBytes += batchBytes
      queuedBytes -= batchBytes
      onWritten(writtenBytes)
      if (queuedBytes < RESUME_BELOW_BYTES) onRoom()
      if (writtenBytes - syncedBytes >= SYNC_EVERY_BYTES) await beginSync()
    }
    writing = null
  }

  return {
    /** Resolves when there is room for more. */
    async write(chunk: Uint8Array): Promise<void> {
      queue.push(chunk)
      queuedBytes += chunk.length
      writing ??= meanwhile(writeQueued())
      if (queuedBytes < MAX_QUEUED_BYTES) return
      // Whichever is first: room, or the error of a write.
      const room = new Promise<void>((resolve) => {
        onRoom = resolve
      })
      await Promise.race([room, writing])
    },
    /** All is handed to the system; answers how much it was. */
    async finish(): Promise<number> {
      await writing
      await syncing
      return writtenBytes
    },
    settle: () => Promise.allSettled([writing, syncing]),
  }
}

function takeBatch(queue: Uint8Array[]): Uint8Array[] {
  let bytes = 0
  let count = 0
  for (const chunk of queue) {
    if (bytes >= BATCH_BYTES || count >= MAX_BATCH_CHUNKS) break
    bytes += chunk.length
    count += 1
  }
  return queue.splice(0, count)
}

/** A disk may take less than it was given. */
async function writeFully(file: WritableFile, batch: Uint8Array[], position: number): Promise<number> {
  const totalBytes = batch.reduce((sum, chunk) => sum + chunk.length, 0)
  let rest = batch.filter((chunk) => chunk.length > 0)
  for (let doneBytes = 0; doneBytes < totalBytes; ) {
    const { bytesWritten } = await file.writev(rest, position + doneBytes)
    if (bytesWritten === 0) throw new Error('the file takes no more bytes')
    doneBytes += bytesWritten
    rest = dropBytes(rest, bytesWritten)
  }
  return totalBytes
}

function dropBytes(chunks: readonly Uint8Array[], count: number): Uint8Array[] {
  let left = count
  return chunks.flatMap((chunk) => {
    const dropped = Math.min(left, chunk.length)
    left -= dropped
    return dropped === chunk.length ? [] : [chunk.subarray(dropped)]
  })
}

/** Work that goes on meanwhile. Its error is met by whoever awaits it, so it must not count as unhandled before. */
function meanwhile(work: Promise<void>): Promise<void> {
  work.catch(() => {})
  return work
}
