import type { TagKind } from '../../../../domain/audiobook/ai-output.ts'

/** Words that speak for a genre, mood or theme, in base form. */
export interface Lexicon {
  readonly name: string
  readonly kind: TagKind
  readonly words: ReadonlySet<string>
}

export function lexicon(kind: TagKind, name: string, words: string): Lexicon {
  return { kind, name, words: new Set(words.trim().split(/\s+/)) }
}
