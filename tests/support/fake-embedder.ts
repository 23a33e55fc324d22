import { okAsync } from 'neverthrow'
import { placeWords } from '../../src/domain/search/words.ts'
import type { Embedder } from '../../src/ports/embedder.ts'

const DIMENSIONS = 512

/** Texts with the same words are near; synonyms are what `meaning` says. A text without known words is all zero. */
export function createFakeEmbedder(meaning: Readonly<Record<string, string>> = {}): Embedder {
  return {
    name: 'fake',
    model: 'fake-words',
    dimensions: DIMENSIONS,
    batchSize: 16,
    embed: (texts) => okAsync(texts.map((text) => vectorOf(text, meaning))),
    check: () => okAsync(undefined),
  }
}

export function vectorOf(text: string, meaning: Readonly<Record<string, string>> = {}): Float32Array {
  const vector = new Float32Array(DIMENSIONS)
  for (const { word, stem } of placeWords(text)) {
    const place = placeOf((Object.hasOwn(meaning, word) ? meaning[word] : undefined) ?? stem)
    vector[place] = (vector[place] ?? 0) + 1
  }
  const length = Math.hypot(...vector)
  return length === 0 ? vector : vector.map((value) => value / length)
}

const placeOf = (stem: string): number =>
  [...stem].reduce((sum, sign) => (sum * 31 + (sign.codePointAt(0) ?? 0)) % 99_991, 7) % DIMENSIONS
