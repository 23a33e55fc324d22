/**
 * Cuts a client's byte stream into messages of the PostgreSQL protocol, version 3
 * (https://www.postgresql.org/docs/18/protocol-message-formats.html).
 */
export interface FrontendMessage {
  /** The type byte as a character; `startup` for the untyped first message. */
  readonly type: string
  readonly bytes: Uint8Array
}

/** Requests that a client may send before its startup message; the code stands where a version would. */
const SSL_REQUEST = 80_877_103
const GSS_REQUEST = 80_877_104
const CANCEL_REQUEST = 80_877_102

/** A longer message is no message but some other protocol, or a client gone wild. */
const MAX_MESSAGE_BYTES = 256 * 1024 * 1024
const LENGTH_BYTES = 4

export interface MessageReader {
  /** Complete messages of what has arrived so far. Throws when the bytes can't be a message. */
  push(chunk: Buffer): FrontendMessage[]
}

export const createMessageReader = (): MessageReader => {
  let chunks: Buffer[] = []
  let bufferedBytes = 0
  let neededBytes = 0
  let started = false

  const next = (buffer: Buffer): FrontendMessage | null => {
    const typeBytes = started ? 1 : 0
    if (buffer.length < typeBytes + LENGTH_BYTES) return null
    const totalBytes = typeBytes + buffer.readInt32BE(typeBytes)
    if (totalBytes < typeBytes + LENGTH_BYTES || totalBytes > MAX_MESSAGE_BYTES) {
      throw new Error('The client does not speak the PostgreSQL protocol.')
    }
    neededBytes = totalBytes
    if (buffer.length < totalBytes) return null
    const bytes = buffer.subarray(0, totalBytes)
    if (started) return { type: String.fromCharCode(bytes[0] ?? 0), bytes }
    const code = totalBytes >= 2 * LENGTH_BYTES ? buffer.readInt32BE(LENGTH_BYTES) : 0
    if (code === SSL_REQUEST || code === GSS_REQUEST) return { type: 'encryption', bytes }
    if (code === CANCEL_REQUEST) return { type: 'cancel', bytes }
    started = true
    return { type: 'startup', bytes }
  }

  return {
    push(chunk) {
      chunks.push(chunk)
      bufferedBytes += chunk.length
      if (bufferedBytes < neededBytes) return []
      let buffer = chunks.length === 1 ? chunk : Buffer.concat(chunks)
      const messages: FrontendMessage[] = []
      for (let message = next(buffer); message !== null; message = next(buffer)) {
        messages.push(message)
        buffer = buffer.subarray(message.bytes.length)
        neededBytes = 0
      }
      chunks = [buffer]
      bufferedBytes = buffer.length
      return messages
    },
  }
}
