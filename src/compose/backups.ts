import { randomUUID } from 'node:crypto'
import { copyFile, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { err, ResultAsync } from 'neverthrow'
import type { AboutBackup } from '../adapters/backup/manifest.ts'
import { writeArchive } from '../adapters/backup/write-archive.ts'
import { linkObjects } from '../adapters/fs/link-objects.ts'
import { POSTGRES_MAJOR_VERSION } from '../adapters/postgres/embedded/data-directory.ts'
import { VERSION } from '../build-info.ts'
import type { BackupArchive, Backups } from '../ports/backup.ts'
import { transientError } from '../ports/port-error.ts'
import { ADMIN_TOKEN_FILE } from './admin-token.ts'
import type { EmbeddedDatabase } from './database.ts'
import { AUDIO_FOLDER } from './engines.ts'
import { SNAPSHOT_PREFIX } from './left-overs.ts'
import type { GatedStorage } from './storage-gate.ts'

export interface BackupsOptions {
  readonly dataDirectory: string
  readonly database: EmbeddedDatabase
  /** Null: the audio is not in the data directory. */
  readonly audio: Pick<GatedStorage, 'holdStill'> | null
}

/**
 * Backups of an embedded system: the database, the audio files and the admin token as they are at one moment. Rows are
 * copied and objects linked while no object begins to come or go, which takes as long as copying the database; then the
 * copy is read at leisure.
 */
export function createBackups(options: BackupsOptions): Backups {
  let isBusy = false
  const open = async (): Promise<BackupArchive> => {
    const directory = join(options.dataDirectory, `${SNAPSHOT_PREFIX}${randomUUID()}`)
    let closing: Promise<void> | null = null
    const remove = async () => {
      await rm(directory, { recursive: true, force: true })
      isBusy = false
    }
    const close = () => {
      closing ??= remove()
      return closing
    }
    try {
      return { body: writeArchive(directory, await takeSnapshot(options, directory)), close }
    } catch (error) {
      await close()
      throw error
    }
  }
  return {
    open() {
      if (isBusy) {
        const message = 'Another backup is being read; try again when it has ended.'
        return new ResultAsync(Promise.resolve(err(transientError('backup_in_progress', message))))
      }
      isBusy = true
      return ResultAsync.fromPromise(open(), (error) =>
        transientError('backup_failed', 'the data could not be copied', error),
      )
    },
  }
}

async function takeSnapshot(options: BackupsOptions, directory: string): Promise<AboutBackup> {
  const { dataDirectory, database, audio } = options
  await mkdir(directory, { mode: 0o700 })
  const schema = await database.schema()
  await copyFile(join(dataDirectory, ADMIN_TOKEN_FILE), join(directory, ADMIN_TOKEN_FILE)).catch(
    ignoreMissing,
  )
  const madeAt = new Date().toISOString()
  const copyDatabase = () => database.copyTo(join(directory, 'postgres'))
  if (audio === null) await copyDatabase()
  else {
    await audio.holdStill(async () => {
      await copyDatabase()
      await linkObjects(join(dataDirectory, AUDIO_FOLDER), join(directory, AUDIO_FOLDER))
    })
  }
  return {
    made_at: madeAt,
    release: VERSION,
    schema,
    postgres_version: POSTGRES_MAJOR_VERSION,
    holds_audio: audio !== null,
  }
}

/** Where tokens are configured there is no file of one. */
const ignoreMissing = (error: unknown): void => {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
}
