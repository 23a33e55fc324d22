import { type FileHandle, mkdir, open, rm, stat, unlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { err, ok, type Result, ResultAsync } from 'neverthrow'
import type { PortError, PortResult } from '../../ports/port-error.ts'
import type { ByteRange, ByteStream, ObjectStream, Storage, StoredObject } from '../../ports/storage.ts'
import { guardBody } from '../storage/guard-body.ts'
import { isObjectKey, isObjectPrefix } from '../storage/object-key.ts'
import { resolveRange } from '../storage/resolve-range.ts'
import { bodyFailed, invalidKey, rangeNotSatisfiable } from '../storage/storage-errors.ts'
import { isMissing, toPortError } from './file-errors.ts'
import { placeFile, pruneFolders } from './folders.ts'
import { createHashThread, type HashThread } from './hashing/hash-thread.ts'
import { INCOMING_FOLDER, incomingName, removeLeftOvers } from './incoming.ts'
import { listKeys } from './list-keys.ts'
import { readBody } from './read-body.ts'
import { writeBody } from './write-body.ts'

/** Runs disk work; whatever it throws becomes a port error. */
function onDisk<T>(work: () => Promise<Result<T, PortError>>): PortResult<T> {
  const run = async () => {
    try {
      return await work()
    } catch (error) {
      return err(toPortError(error))
    }
  }
  return new ResultAsync(run())
}

/**
 * Objects as files below a directory, under their keys. A file is written to `.incoming`, synced, and moved to its
 * place in one step, so under a key lies a whole object or none, whenever the power goes.
 */
export function createFsStorage(options: { readonly directory: string }): Storage {
  const root = resolve(options.directory)
  const incoming = join(root, INCOMING_FOLDER)
  const hashThread = createHashThread()
  removeLeftOvers(incoming)

  return {
    name: 'fs',
    put: (key, body, { signal }) => onDisk(() => put({ root, incoming, hashThread }, key, body, signal)),
    get: (key, range) => onDisk(() => get(root, key, range)),
    signedUrl: () => new ResultAsync(Promise.resolve(ok(null))),
    localPath: (key) => (isObjectKey(key) ? join(root, key) : null),
    remove: (keys) => onDisk(() => remove(root, keys)),
    list: (prefix, limit) =>
      onDisk(async () =>
        isObjectPrefix(prefix) ? ok(await listKeys(root, prefix, limit)) : err(invalidKey(prefix)),
      ),
    check: () => onDisk(() => probe(incoming)),
  }
}

interface Places {
  readonly root: string
  readonly incoming: string
  readonly hashThread: HashThread
}

async function put(
  { root, incoming, hashThread }: Places,
  key: string,
  body: ByteStream,
  signal: AbortSignal | undefined,
): Promise<Result<StoredObject, PortError>> {
  if (!isObjectKey(key)) return err(invalidKey(key))
  await mkdir(incoming, { recursive: true })
  const path = join(incoming, incomingName())
  const guarded = guardBody(body, signal)
  let file: FileHandle | null = await open(path, 'wx')
  const hash = hashThread.follow(path)
  try {
    const sizeBytes = await writeBody(file, guarded.chunks, hash.written)
    const sha256 = await hash.digest(sizeBytes)
    await file.close()
    file = null
    const failure = guarded.failure()
    if (failure !== null) throw failure.cause
    await placeFile(path, join(root, key))
    return ok({ sizeBytes, sha256 })
  } catch (error) {
    await file?.close().catch(() => {})
    await rm(path, { force: true }).catch(() => {})
    const failure = guarded.failure()
    return err(failure === null ? toPortError(error) : bodyFailed(failure.cause))
  } finally {
    hash.drop()
  }
}

async function get(
  root: string,
  key: string,
  range: ByteRange | undefined,
): Promise<Result<ObjectStream | null, PortError>> {
  if (!isObjectKey(key)) return err(invalidKey(key))
  const path = join(root, key)
  const found = await stat(path).catch((error: unknown) => {
    if (isMissing(error)) return null
    throw error
  })
  if (!found?.isFile()) return ok(null)
  const bytes = resolveRange(found.size, range)
  if (bytes === null) return err(rangeNotSatisfiable(found.size, range))
  return ok({ sizeBytes: found.size, body: readBody(path, found, bytes.startByte, bytes.endByte) })
}

async function remove(root: string, keys: readonly string[]): Promise<Result<void, PortError>> {
  const wrong = keys.find((key) => !isObjectKey(key))
  if (wrong !== undefined) return err(invalidKey(wrong))
  const folders = new Set<string>()
  for (const key of keys) {
    await unlink(join(root, key)).catch(async (error: unknown) => {
      if (isMissing(error) || (await isFolder(join(root, key)))) return
      throw error
    })
    folders.add(key.split('/').slice(0, -1).join('/'))
  }
  for (const folder of folders) await pruneFolders(root, folder.split('/').filter(Boolean))
  return ok(undefined)
}

/** A folder is no object, though a key may name it. */
const isFolder = (path: string) =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )

async function probe(incoming: string): Promise<Result<void, PortError>> {
  await mkdir(incoming, { recursive: true })
  const path = join(incoming, incomingName())
  try {
    await writeFile(path, 'probe', { flag: 'wx', flush: true })
  } finally {
    await rm(path, { force: true })
  }
  return ok(undefined)
}
