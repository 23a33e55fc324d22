/** A chapter mark as a file has it, before it is checked against the others. */
export interface RawMark {
  readonly title: string | null
  readonly startSeconds: number
  /** Null where the format has no ends. */
  readonly endSeconds: number | null
}

export interface Tags {
  readonly title: string | null
  readonly author: string | null
  readonly narrator: string | null
  readonly description: string | null
  /** BCP 47. */
  readonly language: string | null
}

/** What one reader found in a file; readers complete one another. */
export interface Reading {
  readonly container: string | null
  readonly codec: string | null
  readonly durationSeconds: number | null
  readonly hasAudio: boolean
  /** Moving pictures, not a cover. */
  readonly hasVideo: boolean
  readonly tags: Tags
  readonly marks: readonly RawMark[]
  readonly cover: { readonly mediaType: string; readonly bytes: Uint8Array } | null
}
