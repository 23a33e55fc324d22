import { createHash } from 'node:crypto'
import { err, errAsync, ok, okAsync, type Result, ResultAsync } from 'neverthrow'
import type { PortError } from '../../ports/port-error.ts'
import type { ByteStream, Storage, StoredObject } from '../../ports/storage.ts'
import { guardBody } from '../storage/guard-body.ts'
import { isObjectKey, isObjectPrefix } from '../storage/object-key.ts'
import { resolveRange } from '../storage/resolve-range.ts'
import { bodyFailed, invalidKey, rangeNotSatisfiable } from '../storage/storage-errors.ts'

const CHUNK_BYTES = 64 * 1024

async function* inChunks(bytes: Uint8Array): ByteStream {
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    yield bytes.slice(start, start + CHUNK_BYTES)
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((total, chunk) => total + chunk.length, 0))
  let position = 0
  for (const chunk of chunks) {
    bytes.set(chunk, position)
    position += chunk.length
  }
  return bytes
}

/** Objects in a map, for tests and for embedding; they end with the process and are as large as memory allows. */
export function createMemoryStorage(): Storage {
  const objects = new Map<string, Uint8Array>()

  const put = async (
    key: string,
    body: ByteStream,
    signal: AbortSignal | undefined,
  ): Promise<Result<StoredObject, PortError>> => {
    if (!isObjectKey(key)) return err(invalidKey(key))
    const guarded = guardBody(body, signal)
    const chunks: Uint8Array[] = []
    try {
      // A copy, so that nobody can change it later; `slice` of a Buffer would be a view.
      for await (const chunk of guarded.chunks) chunks.push(new Uint8Array(chunk))
    } catch {
      // Told apart below: only the body can fail here.
    }
    const failure = guarded.failure()
    if (failure !== null) return err(bodyFailed(failure.cause))
    const bytes = joined(chunks)
    objects.set(key, bytes)
    return ok({ sizeBytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') })
  }

  return {
    name: 'memory',
    put: (key, body, { signal }) => new ResultAsync(put(key, body, signal)),

    get: (key, range) => {
      if (!isObjectKey(key)) return errAsync(invalidKey(key))
      const bytes = objects.get(key)
      if (bytes === undefined) return okAsync(null)
      const found = resolveRange(bytes.length, range)
      if (found === null) return errAsync(rangeNotSatisfiable(bytes.length, range))
      const body = inChunks(bytes.subarray(found.startByte, found.endByte))
      return okAsync({ sizeBytes: bytes.length, body })
    },

    signedUrl: () => okAsync(null),
    localPath: () => null,

    remove: (keys) => {
      const wrong = keys.find((key) => !isObjectKey(key))
      if (wrong !== undefined) return errAsync(invalidKey(wrong))
      for (const key of keys) objects.delete(key)
      return okAsync(undefined)
    },

    list: (prefix, limit) => {
      if (!isObjectPrefix(prefix)) return errAsync(invalidKey(prefix))
      const keys = [...objects.keys()].filter((key) => key.startsWith(prefix))
      return okAsync(keys.slice(0, Math.max(0, limit)))
    },

    check: () => okAsync(undefined),
  }
}
