import type { ByteStream } from '../../../ports/storage.ts'

export interface BodyWithHead {
  /** The first bytes; all of them when the body is shorter. */
  readonly head: Uint8Array
  /** The whole body, the head included. May be read once. */
  readonly whole: ByteStream
}

/** Reads at least `sizeBytes` of a body, or all of it, without losing any. */
export async function takeHead(body: ByteStream, sizeBytes: number): Promise<BodyWithHead> {
  const iterator = body[Symbol.asyncIterator]()
  const chunks: Uint8Array[] = []
  let takenBytes = 0
  while (takenBytes < sizeBytes) {
    const next = await iterator.next()
    if (next.done) break
    chunks.push(next.value)
    takenBytes += next.value.byteLength
  }
  return { head: Buffer.concat(chunks).subarray(0, sizeBytes), whole: rejoin(chunks, iterator) }
}

async function* rejoin(
  chunks: Uint8Array[],
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let ended = false
  try {
    yield* chunks.splice(0)
    for (;;) {
      const next = await iterator.next()
      ended = next.done === true
      if (next.done) return
      yield next.value
    }
  } finally {
    if (!ended) await iterator.return?.()
  }
}
