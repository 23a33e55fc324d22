import type { ByteReader } from './byte-reader.ts'

/** A box of ISO/IEC 14496-12: where its content lies in the file. */
export interface Mp4Box {
  readonly type: string
  readonly startByte: number
  /** Exclusive; may lie behind the end of the file when that was cut off. */
  readonly endByte: number
}

/** Boxes side by side; real files have some dozens. */
const MAX_BOXES = 4_096
const HEAD_BYTES = 8
const LARGE_HEAD_BYTES = 16

/** The boxes between two bytes, in order; ends silently at what is no box. */
export async function listBoxes(reader: ByteReader, startByte: number, endByte: number): Promise<Mp4Box[]> {
  const boxes: Mp4Box[] = []
  let position = startByte
  while (position + HEAD_BYTES <= endByte && boxes.length < MAX_BOXES) {
    const head = Buffer.from(await reader.read(position, LARGE_HEAD_BYTES))
    if (head.length < HEAD_BYTES) break
    const size = head.readUInt32BE(0)
    const isLarge = size === 1 && head.length === LARGE_HEAD_BYTES
    const headBytes = isLarge ? LARGE_HEAD_BYTES : HEAD_BYTES
    // Size 0: to the end of the file.
    const sizeBytes = isLarge ? Number(head.readBigUInt64BE(8)) : size === 0 ? endByte - position : size
    if (sizeBytes < headBytes || !Number.isSafeInteger(position + sizeBytes)) break
    boxes.push({
      type: head.toString('latin1', 4, 8),
      startByte: position + headBytes,
      endByte: position + sizeBytes,
    })
    position += sizeBytes
  }
  return boxes
}

export const childBoxes = (reader: ByteReader, box: Mp4Box): Promise<Mp4Box[]> =>
  listBoxes(reader, box.startByte, Math.min(box.endByte, reader.sizeBytes))

/** The first box at a path below another, e.g. `mdia`, `minf`, `stbl`. */
export async function findBox(
  reader: ByteReader,
  box: Mp4Box,
  ...path: readonly string[]
): Promise<Mp4Box | null> {
  let current = box
  for (const type of path) {
    const child = (await childBoxes(reader, current)).find((candidate) => candidate.type === type)
    if (child === undefined) return null
    current = child
  }
  return current
}

/** The content of a box, at most `maxBytes` of it. */
export async function readBox(reader: ByteReader, box: Mp4Box, maxBytes: number): Promise<Buffer> {
  const bytes = await reader.read(box.startByte, Math.min(box.endByte - box.startByte, maxBytes))
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
