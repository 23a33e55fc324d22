/**
 * A backup as a tar stream: the files below a directory, then a manifest with the checksum of each. Read once, in one
 * pass, with flat memory; only paths and checksums are kept.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createTarPacker, type TarPackController } from 'modern-tar'
import type { ByteStream } from '../../ports/storage.ts'
import { BACKUP_PARTS } from './entry-path.ts'
import { type AboutBackup, type BackedUpFile, MANIFEST_NAME, makeManifest } from './manifest.ts'

const CHUNK_BYTES = 256 * 1024
const FILE_MODE = 0o600
const DIRECTORY_MODE = 0o700

/** The parts of `directory` that are there. Nothing may change in it until the stream has ended. */
export async function* writeArchive(directory: string, about: AboutBackup): ByteStream {
  const { readable, controller } = createTarPacker()
  const filling = fill(controller, directory, about).catch((error: unknown) => controller.error(error))
  try {
    for await (const chunk of readable) yield chunk
  } finally {
    // A reader that left early has cancelled the stream, which ends the filling at its next write.
    await filling
  }
}

async function fill(controller: TarPackController, root: string, about: AboutBackup): Promise<void> {
  const mtime = new Date(about.made_at)
  const directories: string[] = []
  const files: BackedUpFile[] = []
  for await (const { path, kind } of walkParts(root)) {
    if (kind === 'directory') {
      const header = { name: `${path}/`, type: 'directory', size: 0, mode: DIRECTORY_MODE, mtime } as const
      await controller.add(header).close()
      directories.push(path)
    } else {
      files.push(await addFile(controller, root, path, mtime))
    }
  }
  const manifest = new TextEncoder().encode(JSON.stringify(makeManifest(about, directories, files)))
  const header = { name: MANIFEST_NAME, size: manifest.length, mode: FILE_MODE, mtime }
  const writer = controller.add(header).getWriter()
  await writer.write(manifest)
  await writer.close()
  controller.finalize()
}

async function addFile(
  controller: TarPackController,
  root: string,
  path: string,
  mtime: Date,
): Promise<BackedUpFile> {
  const { size } = await lstat(join(root, path))
  const hash = createHash('sha256')
  const writer = controller.add({ name: path, size, mode: FILE_MODE, mtime }).getWriter()
  for await (const chunk of createReadStream(join(root, path), { highWaterMark: CHUNK_BYTES })) {
    hash.update(chunk as Uint8Array)
    await writer.write(new Uint8Array(chunk as Buffer))
  }
  await writer.close()
  return { path, size_bytes: size, sha256: hash.digest('hex') }
}

interface Found {
  /** Relative to the root. */
  readonly path: string
  readonly kind: 'file' | 'directory'
}

async function* walkParts(root: string): AsyncGenerator<Found> {
  const present = new Set(await readdir(root))
  for (const part of BACKUP_PARTS) if (present.has(part)) yield* walk(root, part)
}

/** Directories before what they hold; empty ones too, which PostgreSQL needs. */
async function* walk(root: string, path: string): AsyncGenerator<Found> {
  const found = await lstat(join(root, path))
  if (found.isFile()) yield { path, kind: 'file' }
  else if (found.isDirectory()) {
    yield { path, kind: 'directory' }
    for (const name of (await readdir(join(root, path))).sort()) yield* walk(root, `${path}/${name}`)
  } else throw new Error(`${path} is neither a file nor a directory`)
}
