import { FRAME_HEAD_BYTES, type FrameHead, type ReadFrameHead } from './audio-frames.ts'
import type { ByteReader } from './byte-reader.ts'

const BLOCK_BYTES = 256 * 1024
const FRAME_START = 0xff
const ID3_HEAD_BYTES = 10
/** One tag is the rule, a second one a common accident. */
const MAX_ID3_TAGS = 8
/** Where the first frame may say that it is a table of contents, not sound: behind the side information. */
const INDEX_OFFSETS = [13, 21, 36]
const INDEX_NAMES = ['Xing', 'Info', 'VBRI']

/** The largest frame, of AAC, with the head of the next one. */
const MAX_LOOK_BYTES = 8_191 + FRAME_HEAD_BYTES

/** A stretch of the file in memory that moves along, so that most frames cost no read. */
interface Window {
  readonly startByte: number
  readonly bytes: Uint8Array
}

/** The first byte after the ID3v2 tags at the start. */
export async function findAudioStart(reader: ByteReader): Promise<number> {
  let startByte = 0
  for (let tag = 0; tag < MAX_ID3_TAGS; tag += 1) {
    const head = await reader.read(startByte, ID3_HEAD_BYTES)
    if (head.length < ID3_HEAD_BYTES || Buffer.from(head.subarray(0, 3)).toString('latin1') !== 'ID3') break
    const [size1 = 0, size2 = 0, size3 = 0, size4 = 0] = head.subarray(6)
    const sizeBytes =
      (size1 & 127) * 2 ** 21 + (size2 & 127) * 2 ** 14 + (size3 & 127) * 2 ** 7 + (size4 & 127)
    const hasFooter = ((head[5] ?? 0) & 0x10) !== 0
    startByte += sizeBytes + ID3_HEAD_BYTES * (hasFooter ? 2 : 1)
  }
  return startByte
}

function isIndexFrame(bytes: Uint8Array, offset: number): boolean {
  return INDEX_OFFSETS.some((place) => {
    const start = offset + place
    return INDEX_NAMES.includes(Buffer.from(bytes.subarray(start, start + 4)).toString('latin1'))
  })
}

/** A head that another one of its kind follows, or the end of the file. Two bytes of chance are no frame. */
export function findFollowedFrame(
  bytes: Uint8Array,
  offset: number,
  readHead: ReadFrameHead,
): FrameHead | null {
  const head = readHead(bytes, offset)
  if (head === null) return null
  const nextOffset = offset + head.sizeBytes
  if (nextOffset + FRAME_HEAD_BYTES > bytes.length) return head
  return readHead(bytes, nextOffset)?.kind === head.kind ? head : null
}

/** The frame at an offset; while out of step, only one that is followed by another of the same kind. */
function frameAt(
  bytes: Uint8Array,
  offset: number,
  readHead: ReadFrameHead,
  kind: number | null,
  inStep: boolean,
) {
  const head = inStep ? readHead(bytes, offset) : findFollowedFrame(bytes, offset, readHead)
  return head !== null && (kind === null || head.kind === kind) ? head : null
}

/**
 * The playing time of a stream of frames, by counting every one. Nothing else is right for variable bit rates: the
 * index in the first frame is often missing, and estimates from a few frames are wrong by half.
 * Null when less than half of the bytes are frames. One pass, a quarter of a megabyte of memory.
 */
export async function countFrames(
  reader: ByteReader,
  readHead: ReadFrameHead,
  signal: AbortSignal,
): Promise<{ readonly durationSeconds: number } | null> {
  const audioStart = await findAudioStart(reader)
  let view: Window = { startByte: audioStart, bytes: new Uint8Array() }
  let first: FrameHead | null = null
  let inStep = false
  let samples = 0
  let frameBytes = 0

  for (let position = audioStart; position + FRAME_HEAD_BYTES <= reader.sizeBytes; ) {
    const viewEnd = view.startByte + view.bytes.length
    if (position + MAX_LOOK_BYTES > viewEnd && viewEnd < reader.sizeBytes) {
      signal.throwIfAborted()
      view = { startByte: position, bytes: await reader.read(position, BLOCK_BYTES) }
      if (view.bytes.length < FRAME_HEAD_BYTES) break
    }
    const offset = position - view.startByte
    const frame: FrameHead | null = frameAt(view.bytes, offset, readHead, first?.kind ?? null, inStep)
    inStep = frame !== null
    if (frame === null) {
      // On to the next byte that can begin a frame, or to the end of the window.
      const next = view.bytes.indexOf(FRAME_START, offset + 1)
      position = view.startByte + (next === -1 ? view.bytes.length : next)
      continue
    }
    if (position + frame.sizeBytes > reader.sizeBytes) break
    if (first !== null || !isIndexFrame(view.bytes, offset)) samples += frame.samples
    first ??= frame
    frameBytes += frame.sizeBytes
    position += frame.sizeBytes
  }
  const isMostlyFrames = frameBytes * 2 >= reader.sizeBytes - audioStart
  return first !== null && samples > 0 && isMostlyFrames
    ? { durationSeconds: samples / first.sampleRate }
    : null
}
