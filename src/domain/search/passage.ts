/** 30–60 s of speech of one chapter: what search finds. Seconds from the start of the chapter. */
export interface Passage {
  readonly id: string
  readonly chapterId: string
  /** 0-based within the chapter. */
  readonly index: number
  readonly startSeconds: number
  readonly endSeconds: number
  readonly text: string
  /** The segments the passage is made of, to point at the second inside it. */
  readonly lines: readonly PassageLine[]
}

export interface PassageLine {
  readonly startSeconds: number
  readonly endSeconds: number
  readonly text: string
}
