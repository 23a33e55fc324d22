import { mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What the installed PGlite is; its files are of no use to another major version. */
export const POSTGRES_MAJOR_VERSION = 18

export interface PreparedDirectory {
  readonly postgresDirectory: string
  /** To be called when the database has started: from then on its files count. */
  confirm(): Promise<void>
}

/**
 * The database in `<dataDirectory>/postgres`. A mark beside it says that its making has begun; whoever finds the
 * mark starts over, so that a process killed during the first start leaves no half database behind.
 */
export const preparePostgresDirectory = async (dataDirectory: string): Promise<PreparedDirectory> => {
  const postgresDirectory = join(dataDirectory, 'postgres')
  const mark = join(dataDirectory, 'postgres.incomplete')
  if (await exists(mark)) await rm(postgresDirectory, { recursive: true, force: true })
  if (await isEmpty(postgresDirectory)) await writeFile(mark, '')
  else await checkVersion(postgresDirectory)
  await mkdir(postgresDirectory, { recursive: true, mode: 0o700 })
  const confirm = async () => {
    await rm(mark, { force: true })
    await syncDirectory(dataDirectory)
  }
  return { postgresDirectory, confirm }
}

const checkVersion = async (directory: string): Promise<void> => {
  const version = await readOrNull(join(directory, 'PG_VERSION'))
  if (version === null) {
    throw new Error(
      `${directory} holds something else than a PostgreSQL database. Use another DATA_DIR, or empty it.`,
    )
  }
  if (Number(version) !== POSTGRES_MAJOR_VERSION) {
    throw new Error(
      `${directory} was made by PostgreSQL ${version.trim()}; this release needs ${POSTGRES_MAJOR_VERSION}. ` +
        'Start the release that made it and export the books, or use another DATA_DIR.',
    )
  }
}

/** A mark that came back after a power failure would cost the database. */
const syncDirectory = async (directory: string): Promise<void> => {
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const exists = async (path: string): Promise<boolean> => (await readOrNull(path)) !== null

const readOrNull = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

const isEmpty = async (directory: string): Promise<boolean> => {
  try {
    return (await readdir(directory)).length === 0
  } catch (error) {
    if (isMissing(error)) return true
    throw error
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'
