import type postgres from 'postgres'
import type { Audiobook } from '../../../domain/audiobook/audiobook.ts'
import type { AudiobookFilter, AudiobookListRequest } from '../../../ports/repositories/audiobooks.ts'
import type { Page } from '../../../ports/repositories/page.ts'
import type { Statements } from '../statements.ts'
import { AUDIOBOOK_COLUMNS, type AudiobookRow, toAudiobook } from './rows.ts'

export async function listAudiobooks(
  sql: Statements,
  filter: AudiobookFilter,
  request: AudiobookListRequest,
): Promise<Page<Audiobook>> {
  const { sort, direction, after, limit } = request
  // Titles are in order of code points, case ignored: the same in every database, whatever its locale.
  const key = sort === 'title' ? sql`lower(title) COLLATE "C"` : sql`created_at`
  const rows = await sql<AudiobookRow[]>`
    SELECT ${sql.unsafe(AUDIOBOOK_COLUMNS)} FROM audiobooks
    WHERE ${matches(sql, filter)}
      ${after === null ? sql`` : sql`AND ${isAfter(sql, request, after)}`}
    ORDER BY ${key} ${sql.unsafe(direction)}, id ${sql.unsafe(direction)}
    LIMIT ${limit + 1}`
  return { items: rows.slice(0, limit).map(toAudiobook), hasMore: rows.length > limit }
}

function matches(sql: Statements, filter: AudiobookFilter): Fragment {
  const { ownerId, status, text, ids, createdAfter, createdBefore, errorCode } = filter
  return sql`true
    ${ownerId === null ? sql`` : sql`AND owner_id = ${ownerId}`}
    ${status === undefined ? sql`` : sql`AND status = ${status}`}
    ${text === undefined ? sql`` : sql`AND ${hasText(sql, text)}`}
    ${ids === undefined ? sql`` : sql`AND id = ANY (${[...ids]}::uuid[])`}
    ${createdAfter === undefined ? sql`` : sql`AND created_at >= ${createdAfter}`}
    ${createdBefore === undefined ? sql`` : sql`AND created_at < ${createdBefore}`}
    ${errorCode === undefined ? sql`` : sql`AND EXISTS (SELECT 1 FROM processing_jobs job WHERE job.audiobook_id = audiobooks.id AND job.status = 'failed' AND job.error ->> 'code' = ${errorCode})`}`
}

/** Of a row of `audiobooks`. */
export const hasText = (sql: Statements, text: string): Fragment =>
  sql`(${contains(sql, sql`title`, text)} OR ${contains(sql, sql`author`, text)})`

const contains = (sql: Statements, column: Fragment, text: string): Fragment =>
  sql`position(lower(${text}::text) IN lower(${column})) > 0`

function isAfter(
  sql: Statements,
  { sort, direction }: AudiobookListRequest,
  after: { readonly value: string; readonly id: string },
): Fragment {
  const comparison = direction === 'asc' ? sql`>` : sql`<`
  return sort === 'title'
    ? sql`(lower(title) COLLATE "C", id) ${comparison} (lower(${after.value}::text) COLLATE "C", ${after.id}::uuid)`
    : sql`(created_at, id) ${comparison} (${after.value}::timestamptz, ${after.id}::uuid)`
}

type Fragment = postgres.PendingQuery<postgres.Row[]>
