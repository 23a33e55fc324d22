import { createHash } from 'node:crypto'
import { createTarDecoder, type ParsedTarEntry } from 'modern-tar'
import { err, ok, type Result } from 'neverthrow'
import { type PortError, permanentError } from '../../ports/port-error.ts'
import type { ByteStream } from '../../ports/storage.ts'
import { isEntryPath } from './entry-path.ts'
import {
  type BackedUpFile,
  type BackupManifest,
  MANIFEST_NAME,
  MAX_MANIFEST_BYTES,
  readManifest,
} from './manifest.ts'

/** Takes what is read; nothing is known to be whole before the manifest was compared. */
export interface ArchiveSink {
  directory(path: string): Promise<void>
  file(path: string, body: ByteStream): Promise<void>
}

/** Takes nothing: for reading an archive to see whether it is whole. */
export const NO_SINK: ArchiveSink = {
  directory: async () => {},
  async file(_path, body) {
    for await (const _chunk of body);
  },
}

/** The archive is wrong, as opposed to the disk. */
class Damage extends Error {}

const damaged = (detail: string): PortError =>
  permanentError('backup_damaged', `This is no whole backup of chapterwise: ${detail}.`)

/**
 * Reads an archive through, and compares every file with the manifest at its end. `backup_damaged` for anything that
 * isn't exactly what was written; rejects with what the sink throws.
 */
export async function readArchive(
  archive: ByteStream,
  sink: ArchiveSink,
): Promise<Result<BackupManifest, PortError>> {
  try {
    return ok(await read(archive, sink))
  } catch (error) {
    if (error instanceof Damage) return err(damaged(error.message))
    throw error
  }
}

async function read(archive: ByteStream, sink: ArchiveSink): Promise<BackupManifest> {
  const directories: string[] = []
  const files: BackedUpFile[] = []
  let manifest: BackupManifest | null = null
  for await (const entry of entriesOf(archive)) {
    if (manifest !== null) throw new Damage('something follows the manifest')
    const path = entry.header.name.replace(/\/$/, '')
    if (path === MANIFEST_NAME) {
      manifest = await takeManifest(entry)
      continue
    }
    if (!isEntryPath(path)) throw new Damage(`${JSON.stringify(path)} has no place in it`)
    if (entry.header.type === 'directory') {
      await drain(entry)
      await sink.directory(path)
      directories.push(path)
    } else if (entry.header.type === 'file') files.push(await takeFile(entry, path, sink))
    else throw new Damage(`${path} is a ${entry.header.type}`)
  }
  if (manifest === null) throw new Damage('it ends too early')
  compare(manifest, directories, files)
  return manifest
}

/** What the decoder throws is about the archive; what the source throws stays what it is. */
async function* entriesOf(archive: ByteStream): AsyncGenerator<ParsedTarEntry> {
  const source = pullFrom(archive)
  const reader = source.stream.pipeThrough(createTarDecoder({ strict: true })).getReader()
  try {
    for (;;) {
      const next = await reader.read().catch((error: unknown) => {
        if (source.failure() !== undefined) throw source.failure()
        throw new Damage(error instanceof Error ? error.message : 'it can not be read')
      })
      if (next.done) return
      yield next.value
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}

function pullFrom(archive: ByteStream) {
  const iterator = archive[Symbol.asyncIterator]()
  let failure: unknown
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const next = await iterator.next()
          if (next.done) controller.close()
          else controller.enqueue(next.value)
        } catch (error) {
          failure = error
          controller.error(error)
        }
      },
      cancel: async () => {
        await iterator.return?.()
      },
    },
    { highWaterMark: 0 },
  )
  return { stream, failure: () => failure }
}

async function* bytesOf({ body }: ParsedTarEntry): ByteStream {
  try {
    for await (const chunk of body) yield chunk
  } catch (error) {
    throw new Damage(error instanceof Error ? error.message : 'it ends too early')
  }
}

async function drain(entry: ParsedTarEntry): Promise<void> {
  for await (const _chunk of bytesOf(entry));
}

async function takeFile(entry: ParsedTarEntry, path: string, sink: ArchiveSink): Promise<BackedUpFile> {
  const hash = createHash('sha256')
  let sizeBytes = 0
  async function* measured(): ByteStream {
    for await (const chunk of bytesOf(entry)) {
      hash.update(chunk)
      sizeBytes += chunk.length
      yield chunk
    }
  }
  await sink.file(path, measured())
  return { path, size_bytes: sizeBytes, sha256: hash.digest('hex') }
}

async function takeManifest(entry: ParsedTarEntry): Promise<BackupManifest> {
  if (entry.header.size > MAX_MANIFEST_BYTES) throw new Damage('its manifest is too long')
  const chunks: Uint8Array[] = []
  for await (const chunk of bytesOf(entry)) chunks.push(chunk)
  const manifest = readManifest(Buffer.concat(chunks).toString('utf8'))
  if (manifest === null) throw new Damage('its manifest is not one that this release can read')
  return manifest
}

function compare(
  manifest: BackupManifest,
  directories: readonly string[],
  files: readonly BackedUpFile[],
): void {
  const found = new Map(files.map((file) => [file.path, file]))
  for (const { path, size_bytes, sha256 } of manifest.files) {
    const file = found.get(path)
    if (file === undefined) throw new Damage(`${path} is missing`)
    if (file.size_bytes !== size_bytes || file.sha256 !== sha256) throw new Damage(`${path} was changed`)
  }
  if (files.length !== manifest.files.length)
    throw new Damage('it holds files that its manifest does not name')
  const held = new Set(directories)
  const lost = manifest.directories.find((path) => !held.has(path))
  if (lost !== undefined) throw new Damage(`${lost} is missing`)
}
