import { openAsBlob } from 'node:fs'
import type { ByteRange, ByteStream } from '../ports/storage.ts'
import { toReadableStream } from './readable-stream.ts'

/**
 * A stored object, or a range of it, as a response's body. Bun (1.4.5) sends every stream in chunks and drops the
 * `Content-Length` that came with it (oven-sh/bun#10507), so players could neither seek nor show how long it takes; a
 * file it sends with its length. `bytes` is the same range as a stream, for all others.
 */
export async function objectBody(
  bytes: ByteStream,
  localPath: string | null,
  { startByte, endByte }: Required<ByteRange>,
): Promise<ReadableStream<Uint8Array> | Blob> {
  if (localPath === null || !('bun' in process.versions)) return toReadableStream(bytes)
  const file = await openAsBlob(localPath)
  return file.slice(startByte, endByte)
}
