/**
 * A storage that keeps nothing readable: it encrypts what another storage keeps. AES-256 in counter mode, so that a range
 * can be read without what lies before it. It hides content; it does not prove that nobody changed it.
 *
 * An object is 16 random bytes, the counter's start, and then as many bytes as were put.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import type { Storage } from 'chapterwise'
import { okAsync } from 'neverthrow'

const CIPHER = 'aes-256-ctr'
const BLOCK_BYTES = 16
const COUNTERS = 2n ** 128n

type Body = Parameters<Storage['put']>[1]

interface Options {
  readonly inner: Storage
  /** 32 bytes; whoever loses them loses the audio. */
  readonly key: Uint8Array
}

/** The counter of the block that holds this byte. */
const counterAt = (start: Uint8Array, byte: number): Buffer => {
  const first = BigInt(`0x${Buffer.from(start).toString('hex')}`)
  const counter = (first + BigInt(Math.floor(byte / BLOCK_BYTES))) % COUNTERS
  return Buffer.from(counter.toString(16).padStart(BLOCK_BYTES * 2, '0'), 'hex')
}

async function* decrypt(key: Uint8Array, start: Uint8Array, fromByte: number, body: Body) {
  const decipher = createDecipheriv(CIPHER, key, counterAt(start, fromByte))
  decipher.update(new Uint8Array(fromByte % BLOCK_BYTES))
  for await (const chunk of body) yield decipher.update(chunk)
}

const readAll = async (body: Body): Promise<Buffer> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}

export function createEncryptedStorage({ inner, key }: Options): Storage {
  return {
    name: `encrypted ${inner.name}`,
    put(objectKey, body, options) {
      const start = randomBytes(BLOCK_BYTES)
      const cipher = createCipheriv(CIPHER, key, start)
      const hash = createHash('sha256')
      let sizeBytes = 0
      async function* encrypted() {
        yield start
        for await (const chunk of body) {
          hash.update(chunk)
          sizeBytes += chunk.length
          yield cipher.update(chunk)
        }
      }
      return inner.put(objectKey, encrypted(), options).map(() => ({ sizeBytes, sha256: hash.digest('hex') }))
    },
    get(objectKey, range) {
      const fromByte = range?.startByte ?? 0
      // Nothing that a shift would turn into a range within the object.
      if (!(fromByte >= 0)) return inner.get(objectKey, range)
      const shifted = {
        startByte: fromByte + BLOCK_BYTES,
        ...(range?.endByte === undefined ? {} : { endByte: range.endByte + BLOCK_BYTES }),
      }
      return inner.get(objectKey, { startByte: 0, endByte: BLOCK_BYTES }).andThen((head) => {
        if (head === null) return okAsync(null)
        const sizeBytes = head.sizeBytes - BLOCK_BYTES
        if (sizeBytes === 0 && range === undefined)
          return okAsync({ sizeBytes, body: head.body }).map(drained)
        return inner.get(objectKey, shifted).map((found) => {
          if (found === null) return null
          async function* body(content: Body, first: Body) {
            yield* decrypt(key, await readAll(first), fromByte, content)
          }
          return { sizeBytes, body: body(found.body, head.body) }
        })
      })
    },
    // What lies there is of no use to local programs or to whoever follows a link.
    signedUrl: () => okAsync(null),
    localPath: () => null,
    remove: (keys) => inner.remove(keys),
    list: (prefix, limit) => inner.list(prefix, limit),
    check: () => inner.check(),
  }
}

const drained = ({ sizeBytes, body }: { readonly sizeBytes: number; readonly body: Body }) => ({
  sizeBytes,
  body: (async function* () {
    await readAll(body)
    yield* [] as Uint8Array[]
  })(),
})
