import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * `disk` keeps every byte in a temporary directory. `hash` keeps the hash and the first mebibyte, and reads the rest as
 * zeros: for files that are larger than the disk.
 */
export type ContentKeeping = 'disk' | 'hash'

export interface Content {
  readonly sizeBytes: number
  readonly sha256: string
  read(startByte: number, endByte: number): AsyncIterable<Uint8Array>
  remove(): Promise<void>
}

/** Bytes on their way in. */
export interface ContentSink {
  sizeBytes(): number
  write(chunk: Uint8Array): Promise<void>
  finish(): Promise<Content>
  discard(): Promise<void>
}

export interface Contents {
  open(): Promise<ContentSink>
  close(): Promise<void>
}

const KEPT_BYTES = 1024 * 1024
const ZEROS = new Uint8Array(64 * 1024)

export async function createContents(keeping: ContentKeeping): Promise<Contents> {
  if (keeping === 'hash') return { open: async () => openHashSink(), close: async () => undefined }
  const directory = await mkdtemp(join(tmpdir(), 'fake-supabase-'))
  const files = new Set<FileHandle>()
  return {
    async open() {
      const path = join(directory, randomUUID())
      const file = await open(path, 'wx')
      files.add(file)
      return diskSink(path, file, async () => {
        files.delete(file)
        await file.close()
      })
    },
    async close() {
      // Uploads that nobody ended.
      for (const file of files) await file.close().catch(() => {})
      await rm(directory, { recursive: true, force: true })
    },
  }
}

function diskSink(path: string, file: FileHandle, closeFile: () => Promise<void>): ContentSink {
  const hash = createHash('sha256')
  let sizeBytes = 0
  const remove = () => rm(path, { force: true })
  return {
    sizeBytes: () => sizeBytes,
    async write(chunk) {
      hash.update(chunk)
      await file.writeFile(chunk)
      sizeBytes += chunk.length
    },
    async finish() {
      await closeFile()
      const read = (startByte: number, endByte: number) =>
        startByte >= endByte ? noBytes() : createReadStream(path, { start: startByte, end: endByte - 1 })
      return { sizeBytes, sha256: hash.digest('hex'), read, remove }
    },
    async discard() {
      await closeFile().catch(() => {})
      await remove()
    },
  }
}

function openHashSink(): ContentSink {
  const hash = createHash('sha256')
  const head = Buffer.alloc(KEPT_BYTES)
  let sizeBytes = 0
  return {
    sizeBytes: () => sizeBytes,
    async write(chunk) {
      hash.update(chunk)
      if (sizeBytes < KEPT_BYTES) head.set(chunk.subarray(0, KEPT_BYTES - sizeBytes), sizeBytes)
      sizeBytes += chunk.length
    },
    finish: async () => ({
      sizeBytes,
      sha256: hash.digest('hex'),
      read: (startByte, endByte) => headThenZeros(head, startByte, endByte),
      remove: async () => undefined,
    }),
    discard: async () => undefined,
  }
}

async function* headThenZeros(
  head: Uint8Array,
  startByte: number,
  endByte: number,
): AsyncGenerator<Uint8Array> {
  if (startByte < head.length) yield head.subarray(startByte, Math.min(endByte, head.length))
  for (let position = Math.max(startByte, head.length); position < endByte; position += ZEROS.length) {
    yield ZEROS.subarray(0, endByte - position)
  }
}

async function* noBytes(): AsyncGenerator<Uint8Array> {}
