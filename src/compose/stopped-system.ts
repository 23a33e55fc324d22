import { mkdir, readdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { errAsync, ResultAsync } from 'neverthrow'
import type { BackupManifest } from '../adapters/backup/manifest.ts'
import { NO_SINK, readArchive } from '../adapters/backup/read-archive.ts'
import { isHalfRestored, restoreArchive } from '../adapters/backup/restore-archive.ts'
import { openDatabase } from '../adapters/postgres/connection.ts'
import { POSTGRES_MAJOR_VERSION } from '../adapters/postgres/embedded/data-directory.ts'
import { isDirectoryLock, lockDirectory } from '../adapters/postgres/embedded/directory-lock.ts'
import { startEmbeddedPostgres } from '../adapters/postgres/embedded/embedded-postgres.ts'
import { readMigrations } from '../adapters/postgres/migrate.ts'
import type { Config } from '../config.ts'
import type { BackupArchive } from '../ports/backup.ts'
import { type PortResult, permanentError } from '../ports/port-error.ts'
import type { ByteStream } from '../ports/storage.ts'
import { createBackups } from './backups.ts'
import { type Closers, createClosers } from './closers.ts'
import { embeddedDatabase } from './database.ts'
import { isAudioHere, openAudioFolder } from './engines.ts'
import { halfRestored, removeLeftOverSnapshots } from './left-overs.ts'
import { gateStorage } from './storage-gate.ts'

export type { BackupManifest }

/** Reads a backup through, as a restore would, and changes nothing. */
export const verifyBackup = (archive: ByteStream): PortResult<BackupManifest> =>
  new ResultAsync(readArchive(archive, NO_SINK))

/** A backup of a data directory on which no server runs: `data_directory_unusable` when one does, or when there is nothing. */
export function openStoppedBackup(config: Config): PortResult<BackupArchive> {
  const closers = createClosers()
  return ResultAsync.fromPromise(openStopped(config, closers), (error) =>
    permanentError('data_directory_unusable', error instanceof Error ? error.message : String(error), error),
  )
    .andThen((backups) => backups.open())
    .map(({ body, close }) => ({ body, close: () => close().finally(() => closers.closeAll()) }))
    .orElse((error) => ResultAsync.fromSafePromise(closers.closeAll()).andThen(() => errAsync(error)))
}

async function openStopped(config: Config, closers: Closers) {
  const dataDirectory = resolve(config.DATA_DIR)
  const names = await readdir(dataDirectory).catch((): string[] => [])
  if (await isHalfRestored(dataDirectory)) throw new Error(halfRestored(config.DATA_DIR))
  if (!names.includes('postgres')) throw new Error(`There is no database in ${config.DATA_DIR}.`)
  const server = await startEmbeddedPostgres({ dataDirectory })
  closers.add(() => server.close())
  await removeLeftOverSnapshots(dataDirectory)
  const database = openDatabase({ url: server.url, maxConnections: 1, embedded: true })
  closers.add(() => database.close())
  const audio = isAudioHere(config) ? gateStorage(openAudioFolder(config)) : null
  return createBackups({ dataDirectory, database: embeddedDatabase(server, database), audio })
}

/**
 * Puts a backup into an empty data directory: all of it, or nothing. Permanent with code `backup_damaged`,
 * `backup_refused` (of a newer release) or `data_directory_in_use`.
 */
export function restoreBackup(config: Config, archive: ByteStream): PortResult<BackupManifest> {
  const dataDirectory = resolve(config.DATA_DIR)
  const locked = ResultAsync.fromPromise(lock(dataDirectory), (error) =>
    permanentError('data_directory_in_use', error instanceof Error ? error.message : String(error), error),
  )
  return locked.andThen(({ release, newest }) =>
    ResultAsync.fromSafePromise(
      (async () => {
        try {
          return await restoreArchive(archive, {
            dataDirectory,
            isContent: (name) => !isDirectoryLock(name),
            refuse: (manifest) => whyRefused(manifest, newest),
          })
        } finally {
          await release()
        }
      })(),
    ).andThen((restored) => restored),
  )
}

async function lock(dataDirectory: string) {
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 })
  const newest = (await readMigrations()).at(-1)?.name ?? ''
  return { ...(await lockDirectory(dataDirectory)), newest }
}

function whyRefused({ schema, release, postgres_version }: BackupManifest, newest: string): string | null {
  if (schema > newest) {
    return `The backup was made by a newer release (${release}, schema ${schema}). Restore it with that release.`
  }
  if (postgres_version !== POSTGRES_MAJOR_VERSION) {
    return `The backup holds files of PostgreSQL ${postgres_version}; this release needs ${POSTGRES_MAJOR_VERSION}. Restore it with release ${release}.`
  }
  return null
}
