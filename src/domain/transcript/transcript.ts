/** Seconds count from the start of the audio that the transcript belongs to (a file, a chapter or a book). */
export interface Word {
  readonly text: string
  readonly startSeconds: number
  readonly endSeconds: number
  /** 0..1; absent when the engine gives none. */
  readonly confidence?: number
}

/** A stretch of speech between pauses or of one speaker; its words are in order. */
export interface Segment {
  readonly text: string
  readonly startSeconds: number
  readonly endSeconds: number
  readonly speaker?: string
  /** Mean of the words' confidence, 0..1. */
  readonly confidence?: number
  readonly words: readonly Word[]
}

export interface Transcript {
  /** BCP 47. */
  readonly language: string
  /** Which engine and model made it, e.g. `pocketsphinx 5prealpha en-us`. */
  readonly engine: string
  readonly durationSeconds: number
  /** In order of time. */
  readonly segments: readonly Segment[]
}
