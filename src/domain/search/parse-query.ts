/** Longest query that is read, in characters; the rest is ignored. */
export const MAX_QUERY_LENGTH = 1000
/** Most words, phrases and exclusions that are read of one query, together. */
export const MAX_QUERY_TERMS = 32
/** Longest word, in characters: longer ones are noise, and databases refuse words of kilobytes. */
const MAX_WORD_LENGTH = 100

/**
 * What someone typed into a search box. Each term is one or more words separated by a single space; several words
 * stand next to each other in this order.
 */
export interface WordQuery {
  /** Any of these. More of them is better. */
  readonly words: readonly string[]
  /** All of these: who quotes, means it. */
  readonly phrases: readonly string[]
  /** None of these. */
  readonly excluded: readonly string[]
}

const QUOTE = '"“”„‟«»'
/** A phrase in quotes or a run of other characters, each with an optional minus before it. */
const PART = new RegExp(
  `(?<minus>[-−–])?(?:[${QUOTE}](?<phrase>[^${QUOTE}]*)[${QUOTE}]|(?<run>[^\\s${QUOTE}]+))`,
  'gu',
)
/** Letters with their marks, and digits; apostrophes and points inside a word belong to it (`don't`, `3.14`). */
const WORD = /[\p{L}\p{M}\p{N}]+(?:['’.][\p{L}\p{M}\p{N}]+)*/gu

/** Never fails: what can't be understood is left out. A quote that is never closed is not there. */
export function parseQuery(text: string): WordQuery {
  const words = new Set<string>()
  const phrases = new Set<string>()
  const excluded = new Set<string>()
  for (const { groups } of text.slice(0, MAX_QUERY_LENGTH).normalize('NFC').matchAll(PART)) {
    if (words.size + phrases.size + excluded.size >= MAX_QUERY_TERMS) break
    const term = (groups?.phrase ?? groups?.run ?? '').match(WORD)?.filter(isReadable).join(' ') ?? ''
    if (term === '') continue
    if (groups?.minus !== undefined) excluded.add(term)
    else if (groups?.phrase !== undefined) phrases.add(term)
    else words.add(term)
  }
  return { words: [...words], phrases: [...phrases], excluded: [...excluded] }
}

/** Whether anything is asked for; exclusions alone ask for nothing. */
export const asksForSomething = (query: WordQuery): boolean => query.words.length + query.phrases.length > 0

const isReadable = (word: string) => word.length <= MAX_WORD_LENGTH
