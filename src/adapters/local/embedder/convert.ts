import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import { permanentError } from '../../../ports/port-error.ts'
import { throwPortError } from '../thread/serve-thread.ts'
import { removeCommonDirections } from './common-directions.ts'
import { allocateVectors, sealVectors, type WordVectors } from './compact-format.ts'
import { parseNumbers } from './parse-numbers.ts'
import { fillWeights } from './sif.ts'

const CHUNK_BYTES = 4 * 1024 * 1024
/** The head with the list of words is 3.6 MB. */
const MAX_HEAD_BYTES = 32 * 1024 * 1024
/** The words whose vectors show the common directions; kept as floats until these are known. */
const SAMPLE_WORDS = 50_000

const VECTORS_MARK = Buffer.from('"vectors":{')
const CLOSE = ']'.charCodeAt(0)
const OPEN = '['.charCodeAt(0)

/**
 * Makes the compact file of the JSON `{"…","dimensions":100,"words":[…],"vectors":{"the":[100 numbers, norm, number],…}}`.
 * The JSON is read in pieces and never parsed as a whole, so that memory stays near the size of the result.
 */
export async function convertVectors(sourceFile: string): Promise<Uint8Array> {
  const file = await open(sourceFile)
  try {
    const head = await readHead(file)
    const encoder = new TextEncoder()
    const { bytes, table } = allocateVectors(
      head.words.map((word) => encoder.encode(word)),
      head.dimensions,
    )
    fillWeights(table.weights)
    await readVectors(file, head.vectorsAt, table)
    sealVectors(bytes)
    return bytes
  } finally {
    await file.close()
  }
}

interface Head {
  readonly dimensions: number
  readonly words: readonly string[]
  /** Byte at which the first vector's key begins. */
  readonly vectorsAt: number
}

async function readHead(file: FileHandle): Promise<Head> {
  let head = Buffer.alloc(0)
  while (head.byteLength < MAX_HEAD_BYTES) {
    const chunk = await readChunk(file, head.byteLength)
    if (chunk.byteLength === 0) break
    const searchFrom = Math.max(0, head.byteLength - VECTORS_MARK.byteLength)
    head = Buffer.concat([head, chunk])
    const mark = head.indexOf(VECTORS_MARK, searchFrom)
    if (mark >= 0) {
      const parsed = JSON.parse(`${head.toString('utf8', 0, mark)}"vectors":{}}`)
      return { dimensions: parsed.dimensions, words: parsed.words, vectorsAt: mark + VECTORS_MARK.byteLength }
    }
  }
  return unknownLayout('there is no "vectors" object')
}

async function readVectors(file: FileHandle, startByte: number, table: WordVectors): Promise<void> {
  const row = new Float64Array(table.dimensions + 2)
  const sampleSize = Math.min(SAMPLE_WORDS, table.count)
  const sample = new Float32Array(sampleSize * table.dimensions)
  let clean = (_vector: Float32Array) => {}
  let seen = 0
  const take = () => {
    const number = row[table.dimensions + 1] ?? -1
    if (number !== seen) unknownLayout(`vector ${seen} belongs to word ${number}`)
    if (seen < sampleSize) sample.set(row.subarray(0, table.dimensions), seen * table.dimensions)
    else quantise(table, seen, clean, Float32Array.from(row.subarray(0, table.dimensions)))
    seen += 1
    if (seen !== sampleSize) return
    clean = removeCommonDirections(sample, table.dimensions)
    for (let index = 0; index < sampleSize; index += 1) {
      quantise(table, index, clean, sample.subarray(index * table.dimensions, (index + 1) * table.dimensions))
    }
  }
  let carried = Buffer.alloc(0)
  for (let at = startByte; seen < table.count; ) {
    const chunk = await readChunk(file, at)
    if (chunk.byteLength === 0) unknownLayout(`${seen} of ${table.count} vectors`)
    at += chunk.byteLength
    const text = carried.byteLength === 0 ? chunk : Buffer.concat([carried, chunk])
    carried = Buffer.from(text.subarray(takeRows(text, row, () => seen < table.count, take)))
  }
}

/** Reads all rows that are complete; the offset at which the first incomplete one begins. */
function takeRows(text: Buffer, row: Float64Array, wanted: () => boolean, take: () => void): number {
  let rowAt = 0
  while (wanted()) {
    // A word itself may be a bracket, so the numbers begin behind its closing quote.
    const quote = text.indexOf('":[', rowAt)
    const close = quote < 0 ? -1 : text.indexOf(CLOSE, quote)
    if (close < 0) return rowAt
    if (text[quote + 2] !== OPEN || parseNumbers(text, quote + 3, close, row) !== row.length) {
      unknownLayout(`a vector has not ${row.length} numbers`)
    }
    take()
    rowAt = close + 1
  }
  return rowAt
}

/** 8 bits a number with a scale of its own for each word: the error is under 0.4 % of its largest number. */
function quantise(
  table: WordVectors,
  number: number,
  clean: (vector: Float32Array) => void,
  vector: Float32Array,
): void {
  clean(vector)
  let largest = 0
  for (const value of vector) largest = Math.max(largest, Math.abs(value))
  if (largest === 0) return
  table.scales[number] = largest / 127
  const start = number * table.dimensions
  for (const [index, value] of vector.entries()) {
    table.vectors[start + index] = Math.round((value / largest) * 127)
  }
}

async function readChunk(file: FileHandle, position: number): Promise<Buffer> {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
  const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, position)
  return chunk.subarray(0, bytesRead)
}

function unknownLayout(problem: string): never {
  return throwPortError(
    permanentError('embeddings_unreadable', `the word vectors are damaged or of another version: ${problem}`),
  )
}
