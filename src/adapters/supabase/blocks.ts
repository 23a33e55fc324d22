import type { ByteStream } from '../../ports/storage.ts'

export interface Block {
  /** Full, unless it is the last. */
  readonly bytes: Uint8Array
  readonly isLast: boolean
}

/**
 * Cuts a stream into blocks of one size; an empty stream is one empty block. There are two buffers, used in turns: a
 * block holds until the one after the next is asked for, so the next may be filled while it is sent.
 */
export async function* intoBlocks(chunks: ByteStream, blockBytes: number): AsyncGenerator<Block, void> {
  const buffers = [Buffer.allocUnsafeSlow(blockBytes), null] as [Buffer, Buffer | null]
  let which: 0 | 1 = 0
  let filledBytes = 0
  for await (const chunk of chunks) {
    for (let taken = 0; taken < chunk.length; ) {
      // Only now, when more has come, it is known that a full block is not the last.
      if (filledBytes === blockBytes) {
        yield { bytes: bufferOf(buffers, which, blockBytes), isLast: false }
        which = which === 0 ? 1 : 0
        filledBytes = 0
      }
      const part = chunk.subarray(taken, taken + blockBytes - filledBytes)
      bufferOf(buffers, which, blockBytes).set(part, filledBytes)
      taken += part.length
      filledBytes += part.length
    }
  }
  yield { bytes: bufferOf(buffers, which, blockBytes).subarray(0, filledBytes), isLast: true }
}

/** The second one is made when it is needed: most objects are small. */
function bufferOf(buffers: [Buffer, Buffer | null], which: 0 | 1, blockBytes: number): Buffer {
  const buffer = buffers[which] ?? Buffer.allocUnsafeSlow(blockBytes)
  buffers[which] = buffer
  return buffer
}
