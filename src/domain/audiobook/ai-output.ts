/** A sentence of the book that supports what a summary or tag says. Seconds from the start of the chapter. */
export interface Evidence {
  /** Occurs word for word in the transcript. */
  readonly quote: string
  readonly chapterNumber: number
  readonly startSeconds: number
}

export interface Summary {
  readonly text: string
  /** One or two sentences. */
  readonly shortDescription: string
  readonly chapterSummaries: readonly { readonly chapterNumber: number; readonly text: string }[]
  readonly evidence: readonly Evidence[]
  /**
   * Chapters that the provider refused to read, in whole or in part: the rest of the book is summarised without them.
   * Absent: none.
   */
  readonly blockedChapters?: readonly number[]
}

export type TagKind = 'genre' | 'theme' | 'mood' | 'subject' | 'character' | 'setting'

export interface Tag {
  /** Lower case, as shown. */
  readonly name: string
  readonly kind: TagKind
  /** 0..1, relative to the other tags of the book. */
  readonly score: number
  readonly evidence: readonly Evidence[]
}

/**
 * A generated result, keyed by (book, chapter, kind). Without a chapter it covers the whole book; the early
 * summary of a book of several files belongs to chapter 1 and yields to the whole-book one.
 */
export type AiOutput =
  | {
      readonly kind: 'summary'
      readonly audiobookId: string
      readonly chapterId: string | null
      readonly model: string
      readonly summary: Summary
    }
  | {
      readonly kind: 'tags'
      readonly audiobookId: string
      readonly chapterId: string | null
      readonly model: string
      readonly tags: readonly Tag[]
    }
