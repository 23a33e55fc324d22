import { createHash } from 'node:crypto'

export interface FakeMedia {
  /** How it came. */
  readonly source: 'url' | 'multipart'
  readonly name: string | null
  readonly sizeBytes: number
  readonly sha256: string
  /** Enough to tell what it is. */
  readonly head: Uint8Array
}

const HEAD_BYTES = 64
/** 128 kbit/s, for what does not say how long it is. */
const BYTES_PER_SECOND = 16_000

/** Reads a body to its end and keeps nothing but its start: files of any size cost no memory. */
export async function readMedia(
  source: FakeMedia['source'],
  name: string | null,
  body: AsyncIterable<Uint8Array>,
): Promise<FakeMedia> {
  const hash = createHash('sha256')
  let head = Buffer.alloc(0)
  let sizeBytes = 0
  for await (const chunk of body) {
    if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk]).subarray(0, HEAD_BYTES)
    sizeBytes += chunk.length
    hash.update(chunk)
  }
  return { source, name, sizeBytes, sha256: hash.digest('hex'), head: Uint8Array.from(head) }
}

/** By its first bytes. */
export function isAudio({ head }: FakeMedia): boolean {
  const isFrame = head[0] === 0xff && (head[1] ?? 0) >= 0xe0
  return isFrame || /^(?:RIFF|FORM|fLaC|OggS|ID3|.{4}ftyp)/s.test(Buffer.from(head).toString('latin1'))
}

/** A WAV file says it; of others the size does. */
export function durationOf({ head, sizeBytes }: FakeMedia): number {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const isWave = Buffer.from(head.subarray(0, 4)).toString('latin1') === 'RIFF' && head.length >= 44
  if (!isWave) return sizeBytes / BYTES_PER_SECOND
  const bytesPerSecond = view.getUint32(28, true)
  return bytesPerSecond === 0 ? 0 : (sizeBytes - 44) / bytesPerSecond
}
