import type { WordVectors } from './compact-format.ts'
import { findWord } from './word-hash.ts'

/**
 * Smooth inverse frequency (Arora, Liang, Ma: A Simple but Tough-to-Beat Baseline for Sentence Embeddings, ICLR 2017):
 * a text is the mean of its words' vectors, each weighted by a / (a + p(word)).
 */
const SIF_A = 3e-4
/** Zipf-Mandelbrot: p(rank) is proportional to 1 / (rank + shift). */
const ZIPF_SHIFT = 2.7

/** Words come in order of frequency; their probabilities are not published, so they follow from the rank. */
export function fillWeights(weights: Float32Array): void {
  let total = 0
  for (let rank = 1; rank <= weights.length; rank += 1) total += 1 / (rank + ZIPF_SHIFT)
  for (let rank = 1; rank <= weights.length; rank += 1) {
    const probability = 1 / ((rank + ZIPF_SHIFT) * total)
    weights[rank - 1] = SIF_A / (SIF_A + probability)
  }
}

/** Unit length, or all zero when no word is known. Writes into `target`. */
export function embedText(table: WordVectors, text: string, target: Float32Array): void {
  for (const token of tokensOf(text)) {
    const number = findToken(table, token)
    if (number >= 0) addWord(table, number, target)
    else if (token.includes('-')) {
      for (const part of token.split('-')) {
        const partNumber = findToken(table, part)
        if (partNumber >= 0) addWord(table, partNumber, target)
      }
    }
  }
  let squares = 0
  for (const value of target) squares += value * value
  if (squares === 0) return
  const length = Math.sqrt(squares)
  for (let index = 0; index < target.length; index += 1) target[index] = (target[index] ?? 0) / length
}

function addWord(table: WordVectors, number: number, target: Float32Array): void {
  const factor = (table.scales[number] ?? 0) * (table.weights[number] ?? 0)
  const start = number * table.dimensions
  for (let index = 0; index < table.dimensions; index += 1) {
    target[index] = (target[index] ?? 0) + (table.vectors[start + index] ?? 0) * factor
  }
}

function tokensOf(text: string): readonly string[] {
  const plain = text.normalize('NFKC').replaceAll('’', "'").toLowerCase()
  return plain.match(/[\p{L}\p{N}\p{M}]+(?:['.-][\p{L}\p{N}\p{M}]+)*/gu) ?? []
}

const ENDINGS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/ies$/, ['y']],
  [/es$/, ['', 'e']],
  [/s$/, ['']],
  [/ied$/, ['y']],
  [/ed$/, ['', 'e']],
  [/ing$/, ['', 'e']],
  [/ly$/, ['']],
]
const MIN_STEM_CHARACTERS = 3

/** As it stands, without a clitic (`keeper's`, `she'll`), then without an ending. Negations carry no topic. */
function findToken(table: WordVectors, token: string): number {
  const known = findWord(table, token)
  if (known >= 0 || token.endsWith("n't")) return known
  const bare = token.replace(/'.*$/, '')
  if (bare !== token) return findToken(table, bare)
  for (const [ending, replacements] of ENDINGS) {
    if (!ending.test(token)) continue
    for (const replacement of replacements) {
      const stem = token.replace(ending, replacement)
      const number = stem.length < MIN_STEM_CHARACTERS ? -1 : findWord(table, stem)
      if (number >= 0) return number
    }
  }
  return -1
}
