import { okAsync } from 'neverthrow'
import type { Embedder } from '../../ports/embedder.ts'
import { createScriptRunner, type EngineScript } from './engine-script.ts'

export interface HashEmbedderOptions extends EngineScript {
  readonly dimensions: number
}

const BATCH_SIZE = 64

/** Texts that share words are near each other: each word adds 1 or -1 to a few dimensions chosen by its hash. */
export function createHashEmbedder(options: HashEmbedderOptions): Embedder {
  const run = createScriptRunner(options)
  const { dimensions } = options
  return {
    name: 'hash',
    model: `hash-${dimensions}`,
    dimensions,
    batchSize: BATCH_SIZE,
    embed: (texts, _purpose, signal) =>
      run(signal, () => okAsync(texts.map((text) => embedText(text, dimensions)))),
    check: () => okAsync(undefined),
  }
}

const DIMENSIONS_PER_WORD = 4

function embedText(text: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions)
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    for (let seed = 0; seed < DIMENSIONS_PER_WORD; seed += 1) {
      const hash = hashOf(word, seed)
      const index = (hash >>> 1) % dimensions
      vector[index] = (vector[index] ?? 0) + ((hash & 1) === 0 ? 1 : -1)
    }
  }
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
  return length === 0 ? vector : vector.map((value) => value / length)
}

/** FNV-1a with a seed, mixed so that low bits depend on all. */
function hashOf(word: string, seed: number): number {
  let hash = 0x811c9dc5 ^ Math.imul(seed + 1, 0x9e3779b1)
  for (let index = 0; index < word.length; index += 1)
    hash = Math.imul(hash ^ word.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0
}
