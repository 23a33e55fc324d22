import type postgres from 'postgres'
import type { EventCursor, EventFilter, EventPage } from '../../../ports/event-log.ts'
import type { Sql } from '../connection.ts'
import type { Statements } from '../statements.ts'
import { EVENT_COLUMNS, type EventRow, toEvent } from './event-row.ts'
import { type Head, selectHead } from './head.ts'
import type { SettledIds } from './settled-ids.ts'

type Fragment = postgres.PendingQuery<postgres.Row[]>
type NoRow = { readonly [Column in keyof EventRow]: null }

/** One statement: rows and what is known of their neighbours are of one snapshot. */
export async function readPage(
  sql: Sql,
  settled: SettledIds,
  after: EventCursor,
  limit: number,
  filter: EventFilter,
): Promise<EventPage> {
  // What others learn meanwhile says nothing about this snapshot.
  const settledBefore = settled.current()
  const rows = await sql<(Head & (EventRow | NoRow))[]>`
    WITH head AS MATERIALIZED (${selectHead(sql)})
    SELECT head.*, event.* FROM head LEFT JOIN LATERAL (
      SELECT ${sql.unsafe(EVENT_COLUMNS)} FROM events
      WHERE id > ${after.position} AND ${matches(sql, filter)}
      ORDER BY id LIMIT ${limit}
    ) AS event ON true
    ORDER BY event.id`
  const [head] = rows
  if (head === undefined) throw new Error('the row of event_log is missing')
  const settledId = Math.max(settledBefore, settled.observe(head), head.prunedTo)
  const at = (position: number): EventCursor => ({ log: head.generation, position })
  if (after.log !== head.generation || after.position < head.prunedTo || after.position > head.lastId) {
    return { outcome: 'reset', cursor: at(settledId) }
  }
  const events = rows.flatMap((row) => (row.id === null || row.id > settledId ? [] : [toEvent(row)]))
  const last = events.at(-1)?.position ?? after.position
  const reached = events.length === limit ? last : Math.max(after.position, settledId)
  return { outcome: 'events', events, cursor: at(reached), hasMore: reached < head.lastId }
}

function matches(sql: Statements, { ownerId, audiobookId, uploadId, types }: EventFilter): Fragment {
  return sql`true
    ${ownerId === null ? sql`` : sql`AND owner_id = ${ownerId}`}
    ${audiobookId === undefined ? sql`` : sql`AND audiobook_id = ${audiobookId}`}
    ${uploadId === undefined ? sql`` : sql`AND upload_id = ${uploadId} AND audiobook_id IS NULL`}
    ${types === undefined ? sql`` : sql`AND type = ANY (${[...types]}::text[])`}`
}
