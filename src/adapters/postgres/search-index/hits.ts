import type { PassageHit, SearchScope } from '../../../ports/search-index.ts'
import { fromPassageRow, type PassageRow } from '../passage-row.ts'
import type { Statements } from '../statements.ts'

export interface HitRow extends PassageRow {
  readonly audiobook_id: string
  readonly score: number
}

export const toHit = (row: HitRow): PassageHit => ({
  passage: fromPassageRow(row),
  audiobookId: row.audiobook_id,
  score: row.score,
})

/** Of a row called `book`. A language is met by its variants too: `en` by `en-GB` (basic filtering of RFC 4647). */
export function inScope(sql: Statements, scope: SearchScope) {
  const owner = scope.ownerId === null ? sql`` : sql`AND book.owner_id = ${scope.ownerId}`
  const audiobook = scope.audiobookId === undefined ? sql`` : sql`AND book.id = ${scope.audiobookId}`
  const language =
    scope.language === undefined
      ? sql``
      : sql`AND starts_with(lower(book.language) || '-', ${`${scope.language.toLowerCase()}-`})`
  return sql`true ${owner} ${audiobook} ${language}`
}
