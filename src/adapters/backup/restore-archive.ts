/**
 * Unpacks into `restore.incomplete` inside the data directory, which may be a mounted volume, and moves the parts up once
 * all was compared with the manifest. While `restore.incomplete` is there the data directory counts as half restored: no
 * server starts on it, and the next restore begins by clearing it.
 */
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { err, type Result, ResultAsync } from 'neverthrow'
import { type PortError, type PortResult, permanentError, transientError } from '../../ports/port-error.ts'
import type { ByteStream } from '../../ports/storage.ts'
import { BACKUP_PARTS } from './entry-path.ts'
import type { BackupManifest } from './manifest.ts'
import { type ArchiveSink, readArchive } from './read-archive.ts'

const STAGING = 'restore.incomplete'
const FILE_MODE = 0o600
const DIRECTORY_MODE = 0o700

export interface RestoreOptions {
  /** Must be empty, but for what `isContent` passes over. */
  readonly dataDirectory: string
  /** Whether a name in it counts as content; the lock of the restoring process does not. */
  readonly isContent: (name: string) => boolean
  /** Why this release can't take such a backup; null: it can. */
  readonly refuse: (manifest: BackupManifest) => string | null
}

/** Whether a restore began here and did not end. */
export const isHalfRestored = async (dataDirectory: string): Promise<boolean> =>
  (await readdir(dataDirectory).catch((): string[] => [])).includes(STAGING)

/**
 * All of a backup, or nothing: `backup_damaged`, `backup_refused` and `data_directory_in_use` leave the directory as it
 * was, and a process that dies in between leaves what the next restore clears.
 */
export const restoreArchive = (archive: ByteStream, options: RestoreOptions): PortResult<BackupManifest> =>
  new ResultAsync(
    restore(archive, options).catch((error: unknown) =>
      err(transientError('restore_failed', `The disk failed: ${messageOf(error)}`, error)),
    ),
  )

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

async function restore(
  archive: ByteStream,
  options: RestoreOptions,
): Promise<Result<BackupManifest, PortError>> {
  const { dataDirectory, refuse } = options
  await clearHalfRestored(dataDirectory)
  const content = (await readdir(dataDirectory)).filter(options.isContent)
  if (content.length > 0) {
    const message = `The data directory is not empty (${content.slice(0, 3).join(', ')}): a backup is restored into an empty one.`
    return err(permanentError('data_directory_in_use', message))
  }
  const staging = join(dataDirectory, STAGING)
  await mkdir(staging, { mode: DIRECTORY_MODE })
  let isWhole = false
  try {
    const manifest = await readArchive(archive, unpackInto(staging))
    if (manifest.isErr()) return manifest
    const reason = refuse(manifest.value)
    if (reason !== null) return err(permanentError('backup_refused', reason))
    isWhole = true
    await moveUp(staging, dataDirectory)
    return manifest
  } finally {
    // Once parts may have moved, only the next restore may clear them.
    if (!isWhole) await rm(staging, { recursive: true, force: true })
  }
}

/** The directory was empty when the restore began, so that the parts are the restore's. */
async function clearHalfRestored(dataDirectory: string): Promise<void> {
  if (!(await isHalfRestored(dataDirectory))) return
  for (const part of BACKUP_PARTS) await rm(join(dataDirectory, part), { recursive: true, force: true })
  await rm(join(dataDirectory, STAGING), { recursive: true, force: true })
}

const unpackInto = (staging: string): ArchiveSink => ({
  async directory(path) {
    await mkdir(join(staging, path), { recursive: true, mode: DIRECTORY_MODE })
  },
  async file(path, body) {
    const target = join(staging, path)
    await mkdir(dirname(target), { recursive: true, mode: DIRECTORY_MODE })
    const handle = await open(target, 'wx', FILE_MODE)
    try {
      for await (const chunk of body) await writeAll(handle, chunk)
      await handle.sync()
    } finally {
      await handle.close()
    }
  },
})

async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.length; ) {
    const { bytesWritten } = await handle.write(chunk, offset, chunk.length - offset)
    offset += bytesWritten
  }
}

/** Whole when `staging` is gone. */
async function moveUp(staging: string, dataDirectory: string): Promise<void> {
  await syncTree(staging)
  await syncDirectory(dataDirectory)
  for (const name of await readdir(staging)) await rename(join(staging, name), join(dataDirectory, name))
  await syncDirectory(dataDirectory)
  await rm(staging, { recursive: true })
  await syncDirectory(dataDirectory)
}

async function syncTree(directory: string): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) await syncTree(join(directory, entry.name))
  }
  await syncDirectory(directory)
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
