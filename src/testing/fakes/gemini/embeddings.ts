import type { FakeModel } from './models.ts'
import type { EmbedRequest } from './requests.ts'
import { readable } from './tokens.ts'

const FULL_DIMENSIONS = 3072
const PLACES_PER_WORD = 4
/** What shortened vectors of the first model are longer than one by. */
const UNNORMALISED_LENGTH = 1.7

/**
 * The vector of a text: nearness by shared words, the same at every call. Of the words in the prefix that the second
 * model wants, none counts; without that prefix its vectors point elsewhere, as those of an untaught use would.
 */
export function embedText(model: FakeModel, request: EmbedRequest): number[] {
  const dimensions = request.outputDimensionality ?? FULL_DIMENSIONS
  const text = readable(request.content.parts.map((part) => part.text).join(' '), model.inputTokenLimit)
  const prefix = /^(?:title: .*? \| text: |task: search result \| query: )/.exec(text)?.[0] ?? ''
  const isLost = model.ignoresTaskType && prefix === ''
  const vector = Array.from({ length: dimensions }, () => 0)
  for (const word of text
    .slice(prefix.length)
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []) {
    for (let seed = 0; seed < PLACES_PER_WORD; seed += 1) {
      const hash = hashOf(isLost ? `${word}?` : word, seed)
      const place = (hash >>> 1) % dimensions
      vector[place] = (vector[place] ?? 0) + ((hash & 1) === 0 ? 1 : -1)
    }
  }
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
  const wanted = model.normalizes || dimensions === FULL_DIMENSIONS ? 1 : UNNORMALISED_LENGTH
  return length === 0 ? vector : vector.map((value) => (value / length) * wanted)
}

function hashOf(word: string, seed: number): number {
  let hash = 0x811c9dc5 ^ Math.imul(seed + 1, 0x9e3779b1)
  for (const character of word) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0
}
