import type { WordVectors } from './compact-format.ts'

/** FNV-1a, 32 bit. */
export function hashWord(bytes: Uint8Array): number {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}

const encoder = new TextEncoder()

/** The word's number, by frequency, or -1. */
export function findWord(table: WordVectors, word: string): number {
  const bytes = encoder.encode(word)
  const mask = table.slots.length - 1
  for (let slot = hashWord(bytes) & mask; ; slot = (slot + 1) & mask) {
    const number = (table.slots[slot] ?? 0) - 1
    if (number < 0 || isWord(table, number, bytes)) return number
  }
}

function isWord(table: WordVectors, number: number, bytes: Uint8Array): boolean {
  const start = table.offsets[number] ?? 0
  if ((table.offsets[number + 1] ?? 0) - start !== bytes.byteLength) return false
  for (let index = 0; index < bytes.byteLength; index += 1) {
    if (table.vocabulary[start + index] !== bytes[index]) return false
  }
  return true
}
