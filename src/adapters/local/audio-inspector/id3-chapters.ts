import type { ByteReader } from './byte-reader.ts'
import { MAX_MARKS } from './normalize-marks.ts'
import type { RawMark } from './reading.ts'

// ID3v2 chapter frame addendum, https://id3.org/id3v2-chapters-1.0
const HEAD_BYTES = 10
const MAX_FRAMES = MAX_MARKS * 2
/** Label, times and title come first in a frame; a picture may follow, and is not read. */
const MAX_CHAPTER_BYTES = 4_096
/** Start and end in milliseconds, start and end in bytes. */
const TIMES_BYTES = 16
const UNSYNCHRONISED_OR_EXTENDED = 0xc0
/** Names of encodings by the byte before a text. */
const ENCODINGS = ['latin1', 'utf-16', 'utf-16be', 'utf-8']

const sevenBits = (bytes: Buffer, offset: number) =>
  [0, 1, 2, 3].reduce((size, index) => size * 128 + ((bytes[offset + index] ?? 0) & 127), 0)

interface FrameHead {
  readonly id: string
  /** Without the head. Two when it can't be told which is meant, the regular one first. */
  readonly sizes: readonly number[]
}

/** Version 2.4 has seven bits a byte, but some writers, FFmpeg for long lists, use eight as in 2.3. */
function readFrameHead(head: Buffer, majorVersion: number): FrameHead | null {
  const id = head.toString('latin1', 0, 4)
  if (head.length < HEAD_BYTES || !/^[A-Z0-9]{4}$/.test(id)) return null
  const plain = head.readUInt32BE(4)
  const isPlain = majorVersion === 3 || (plain & 0x80_80_80_80) !== 0
  return { id, sizes: isPlain ? [plain] : [sevenBits(head, 4), plain] }
}

/** The first size behind which a frame, padding or the end of the tag lies; else the first. */
async function chooseSize(
  reader: ByteReader,
  startByte: number,
  endByte: number,
  sizes: readonly number[],
): Promise<number> {
  const [first = 0, second] = sizes
  if (second === undefined || second === first) return first
  for (const size of sizes) {
    if (startByte + size === endByte) return size
    const next = Buffer.from(await reader.read(startByte + size, 4)).toString('latin1')
    if (startByte + size < endByte && /^([A-Z0-9]{4}|\0{4})$/.test(next)) return size
  }
  return first
}

/**
 * The `CHAP` frames of an ID3v2.3 or 2.4 tag. music-metadata reads them only when a table of contents that is right
 * goes with them, which can't be for more than 255. Unsynchronised tags, the exception, are left to it.
 */
export async function readId3Chapters(reader: ByteReader): Promise<RawMark[]> {
  const head = Buffer.from(await reader.read(0, HEAD_BYTES))
  const majorVersion = head[3] ?? 0
  if (head.toString('latin1', 0, 3) !== 'ID3' || (majorVersion !== 3 && majorVersion !== 4)) return []
  if (((head[5] ?? 0) & UNSYNCHRONISED_OR_EXTENDED) !== 0) return []
  const endByte = Math.min(HEAD_BYTES + sevenBits(head, 6), reader.sizeBytes)
  const marks: RawMark[] = []
  let position = HEAD_BYTES
  for (let count = 0; count < MAX_FRAMES && position + HEAD_BYTES <= endByte; count += 1) {
    const frame = readFrameHead(Buffer.from(await reader.read(position, HEAD_BYTES)), majorVersion)
    if (frame === null) break
    const startByte = position + HEAD_BYTES
    const size = await chooseSize(reader, startByte, endByte, frame.sizes)
    position = startByte + size
    if (frame.id !== 'CHAP') continue
    const bytes = Buffer.from(await reader.read(startByte, Math.min(size, MAX_CHAPTER_BYTES)))
    const mark = toMark(bytes, majorVersion)
    if (mark !== null) marks.push(mark)
  }
  return marks
}

function toMark(bytes: Buffer, majorVersion: number): RawMark | null {
  const times = bytes.indexOf(0) + 1
  if (times === 0 || times + TIMES_BYTES > bytes.length) return null
  const startSeconds = bytes.readUInt32BE(times) / 1000
  const endSeconds = bytes.readUInt32BE(times + 4) / 1000
  let title: string | null = null
  for (let position = times + TIMES_BYTES; position < bytes.length && title === null; ) {
    const frame = readFrameHead(bytes.subarray(position, position + HEAD_BYTES), majorVersion)
    if (frame === null) break
    const textStart = position + HEAD_BYTES
    position = textStart + (frame.sizes[0] ?? 0)
    if (frame.id === 'TIT2') title = decodeText(bytes.subarray(textStart, position))
  }
  return { title, startSeconds, endSeconds }
}

function decodeText(bytes: Buffer): string | null {
  const encoding = ENCODINGS[bytes[0] ?? -1]
  if (encoding === undefined) return null
  const isBigEndian = encoding === 'utf-16' && bytes[1] === 0xfe && bytes[2] === 0xff
  return new TextDecoder(isBigEndian ? 'utf-16be' : encoding).decode(bytes.subarray(1))
}
