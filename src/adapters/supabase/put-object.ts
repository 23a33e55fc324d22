import { createHash } from 'node:crypto'
import { err, type Result } from 'neverthrow'
import type { PortError } from '../../ports/port-error.ts'
import type { ByteStream, StoredObject } from '../../ports/storage.ts'
import { guardBody } from '../storage/guard-body.ts'
import { bodyFailed } from '../storage/storage-errors.ts'
import { intoBlocks } from './blocks.ts'
import { removeLeftOver } from './clean-up.ts'
import type { Connection } from './connection.ts'
import { uploadBlocks } from './resumable-upload.ts'
import { type StorageFault, toPortError } from './storage-fault.ts'
import { CACHE_SECONDS, type UploadTarget } from './upload-target.ts'

/**
 * Hosted projects take resumable uploads in chunks of exactly this size, and advise the standard upload below it
 * (Supabase docs, "Resumable uploads", 2026-11).
 */
const BLOCK_BYTES = 6 * 1024 * 1024

interface PutOptions {
  readonly mediaType: string
  readonly signal?: AbortSignal | undefined
}

/**
 * What fits in one block is sent when all of it is there; more goes as a resumable upload, whose object appears with
 * its last block. So a body that breaks off has left nothing, and an old object under the key stays.
 */
export async function putObject(
  connection: Connection,
  key: string,
  body: ByteStream,
  { mediaType, signal }: PutOptions,
): Promise<Result<StoredObject, PortError>> {
  const giveUp = new AbortController()
  const stop = signal === undefined ? giveUp.signal : AbortSignal.any([signal, giveUp.signal])
  const guarded = guardBody(body, stop)
  const meter = meterChunks(guarded.chunks)
  const blocks = intoBlocks(meter.chunks, BLOCK_BYTES)
  try {
    const first = await blocks.next()
    if (first.done) throw new Error('a stream of no blocks')
    const target = { key, mediaType, signal: stop }
    stop.throwIfAborted()
    const sent = first.value.isLast
      ? await uploadWhole(connection, target, first.value.bytes)
      : await uploadBlocks(connection, target, first.value, blocks)
    const failure = guarded.failure()
    if (failure !== null) return err(bodyFailed(failure.cause))
    return sent.map(() => meter.result()).mapErr((fault) => toPortError(fault, connection.label))
  } catch (error) {
    const failure = guarded.failure()
    if (failure === null) throw error
    return err(bodyFailed(failure.cause))
  } finally {
    // The source may hang; it is told to stop, not waited for.
    giveUp.abort(new Error('the upload is over'))
    blocks.return().catch(() => {})
  }
}

async function uploadWhole(
  connection: Connection,
  { key, mediaType, signal }: UploadTarget,
  bytes: Uint8Array,
): Promise<Result<void, StorageFault>> {
  // Not by supabase-js, which can't be told to stop.
  const sent = await connection.transport.repeated({
    method: 'POST',
    url: connection.objectUrl(key),
    headers: {
      'content-type': mediaType,
      'cache-control': `max-age=${CACHE_SECONDS}`,
      'x-upsert': 'true',
    },
    body: bytes,
    signal,
  })
  // It may have arrived all the same.
  if (signal.aborted) await removeLeftOver(connection, key)
  return sent.map(() => undefined)
}

function meterChunks(source: ByteStream): {
  readonly chunks: ByteStream
  /** Of what has passed. */
  result(): StoredObject
} {
  const hash = createHash('sha256')
  let sizeBytes = 0
  async function* chunks() {
    for await (const chunk of source) {
      hash.update(chunk)
      sizeBytes += chunk.length
      yield chunk
    }
  }
  return { chunks: chunks(), result: () => ({ sizeBytes, sha256: hash.digest('hex') }) }
}
