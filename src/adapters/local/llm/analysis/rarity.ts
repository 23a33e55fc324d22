import { COMMON_WORDS } from './common-words.ts'

/** Words among the first so many say nothing about a text. */
const COMMON_RANK = 40

const ranks = new Map(
  COMMON_WORDS.trim()
    .split(/\s+/)
    .map((word, index) => [word, index + 1]),
)
const span = Math.log(ranks.size / COMMON_RANK)

/** 0 for the most frequent English words, 1 for those beyond the list; in between by the logarithm of the rank. */
export function englishRarity(word: string): number {
  const rank = ranks.get(word)
  return rank === undefined ? 1 : Math.max(0, Math.log(rank / COMMON_RANK) / span)
}
