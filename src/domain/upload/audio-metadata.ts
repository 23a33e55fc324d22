/** What an audio file says of itself. Every field is the file's own claim, offered as a default. */
export interface AudioMetadata {
  /** Container as the metadata library names it, e.g. `M4A/isom/iso2`, `MPEG`. */
  readonly container: string
  readonly codec: string | null
  readonly durationSeconds: number
  readonly title: string | null
  readonly author: string | null
  readonly narrator: string | null
  readonly description: string | null
  /** BCP 47, when the file has it. */
  readonly language: string | null
  /** In order, not overlapping; empty when the file has no marks. */
  readonly chapterMarks: readonly ChapterMark[]
  readonly cover: CoverImage | null
}

export interface ChapterMark {
  readonly title: string | null
  /** Seconds from the start of the file. */
  readonly startSeconds: number
  /** Exclusive; seconds from the start of the file. */
  readonly endSeconds: number
}

export interface CoverImage {
  readonly storageKey: string
  readonly mediaType: string
  readonly sizeBytes: number
}
