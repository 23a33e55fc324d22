import { createHash, timingSafeEqual } from 'node:crypto'
import { hashWord } from './word-hash.ts'

/**
 * The vectors file: a header of 64 bytes, then sections of numbers in the machine's (little-endian) order.
 *
 *     0  magic and version          8  dimensions u32     12  words u32     16  slots u32     20  vocabulary bytes u32
 *     24 SHA-256 of all that follows byte 64
 *     64 slots u32[]      open-addressing hash table: 0 is empty, else the word's number + 1
 *        offsets u32[]    words + 1; where each word begins in the vocabulary
 *        weights f32[]    SIF weight of each word
 *        scales f32[]     a vector is its bytes times its scale
 *        vectors i8[]     words * dimensions
 *        vocabulary       the words in UTF-8, without separators
 *
 * Nothing is built while loading; the sections are used where they lie.
 */
const MAGIC = new TextEncoder().encode('cwvecs\0\x01')
const HEADER_BYTES = 64
const CHECKSUM_AT = 24
const CHECKSUM_BYTES = 32
const MAX_LOAD_FACTOR = 0.7

export interface WordVectors {
  readonly dimensions: number
  readonly count: number
  readonly slots: Uint32Array
  readonly offsets: Uint32Array
  readonly weights: Float32Array
  readonly scales: Float32Array
  readonly vectors: Int8Array
  readonly vocabulary: Uint8Array
}

export interface VectorsLayout {
  readonly bytes: Uint8Array
  readonly table: WordVectors
}

function layOut(
  bytes: Uint8Array,
  dimensions: number,
  count: number,
  slotCount: number,
  vocabularyBytes: number,
): WordVectors {
  let at = bytes.byteOffset + HEADER_BYTES
  const take = (sizeBytes: number) => {
    at += sizeBytes
    return at - sizeBytes
  }
  const { buffer } = bytes
  return {
    dimensions,
    count,
    slots: new Uint32Array(buffer, take(slotCount * 4), slotCount),
    offsets: new Uint32Array(buffer, take((count + 1) * 4), count + 1),
    weights: new Float32Array(buffer, take(count * 4), count),
    scales: new Float32Array(buffer, take(count * 4), count),
    vectors: new Int8Array(buffer, take(count * dimensions), count * dimensions),
    vocabulary: new Uint8Array(buffer, take(vocabularyBytes), vocabularyBytes),
  }
}

function sizeOf(dimensions: number, count: number, slotCount: number, vocabularyBytes: number): number {
  return HEADER_BYTES + slotCount * 4 + (count + 1) * 4 + count * (8 + dimensions) + vocabularyBytes
}

/** An empty file of the right size; its words are in place, its weights and vectors are to be filled in. */
export function allocateVectors(words: readonly Uint8Array[], dimensions: number): VectorsLayout {
  const slotCount = 2 ** Math.ceil(Math.log2(Math.max(2, words.length / MAX_LOAD_FACTOR)))
  const vocabularyBytes = words.reduce((sum, word) => sum + word.byteLength, 0)
  const bytes = new Uint8Array(sizeOf(dimensions, words.length, slotCount, vocabularyBytes))
  const header = new DataView(bytes.buffer)
  bytes.set(MAGIC)
  for (const [index, value] of [dimensions, words.length, slotCount, vocabularyBytes].entries()) {
    header.setUint32(MAGIC.byteLength + index * 4, value, true)
  }
  const table = layOut(bytes, dimensions, words.length, slotCount, vocabularyBytes)
  let offset = 0
  for (const [number, word] of words.entries()) {
    table.offsets[number] = offset
    table.vocabulary.set(word, offset)
    offset += word.byteLength
    let slot = hashWord(word) & (slotCount - 1)
    while (table.slots[slot] !== 0) slot = (slot + 1) & (slotCount - 1)
    table.slots[slot] = number + 1
  }
  table.offsets[words.length] = offset
  return { bytes, table }
}

/** To be called once all sections are filled. */
export function sealVectors(bytes: Uint8Array): void {
  bytes.set(checksum(bytes), CHECKSUM_AT)
}

/** Null when the bytes are not a whole file of this version. */
export function openVectors(bytes: Uint8Array): WordVectors | null {
  if (bytes.byteLength < HEADER_BYTES || MAGIC.some((byte, index) => bytes[index] !== byte)) return null
  const header = new DataView(bytes.buffer, bytes.byteOffset)
  const number = (index: number) => header.getUint32(MAGIC.byteLength + index * 4, true)
  const [dimensions, count, slotCount, vocabularyBytes] = [number(0), number(1), number(2), number(3)]
  if (bytes.byteLength !== sizeOf(dimensions, count, slotCount, vocabularyBytes)) return null
  if (!timingSafeEqual(checksum(bytes), bytes.subarray(CHECKSUM_AT, CHECKSUM_AT + CHECKSUM_BYTES)))
    return null
  return layOut(bytes, dimensions, count, slotCount, vocabularyBytes)
}

function checksum(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes.subarray(HEADER_BYTES)).digest()
}
