import type { Passage, PassageLine } from '../../domain/search/passage.ts'

/** The columns of `PassageRow`, of a row that the statement calls `passage`. */
export const PASSAGE_COLUMNS = `passage.id, passage.chapter_id, passage.passage_index, passage.start_seconds,
  passage.end_seconds, passage.text, passage.lines`

export interface PassageRow {
  readonly id: string
  readonly chapter_id: string
  readonly passage_index: number
  readonly start_seconds: number
  readonly end_seconds: number
  readonly text: string
  readonly lines: readonly PassageLine[]
}

export const fromPassageRow = (row: PassageRow): Passage => ({
  id: row.id,
  chapterId: row.chapter_id,
  index: row.passage_index,
  startSeconds: row.start_seconds,
  endSeconds: row.end_seconds,
  text: row.text,
  lines: row.lines,
})
