import type { Statements } from '../statements.ts'
import type { Snapshot } from './settled-ids.ts'

/** The log as one snapshot sees it. */
export interface Head extends Snapshot {
  readonly generation: string
  /** The highest id that was removed; 0: none. */
  readonly prunedTo: number
}

export const selectHead = (sql: Statements) => sql<Head[]>`
  SELECT generation, pruned_to AS "prunedTo",
    greatest(pruned_to, (SELECT max(id) FROM events)) AS "lastId",
    pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xmin,
    pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS xmax
  FROM event_log`

export async function readHead(sql: Statements): Promise<Head> {
  const [head] = await selectHead(sql)
  if (head === undefined) throw new Error('the row of event_log is missing')
  return head
}
