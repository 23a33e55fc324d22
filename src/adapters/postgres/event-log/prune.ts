import type { Sql } from '../connection.ts'

/** One statement. Removes from the front only, so that what is left has no holes. */
export async function pruneEvents(
  sql: Sql,
  { maxAgeMs, maxEvents }: { readonly maxAgeMs: number; readonly maxEvents: number },
  limit: number,
): Promise<number> {
  const [row] = await sql<{ removed: number }[]>`
    WITH oldest AS (
      SELECT id, occurred_at FROM events ORDER BY id LIMIT ${limit}
    ), cut AS (
      SELECT max(id) AS id FROM oldest
      WHERE occurred_at < now() - ${maxAgeMs}::double precision * interval '1 millisecond'
        OR id <= (SELECT max(id) FROM events) - ${maxEvents}::bigint
    ), removed AS (
      DELETE FROM events USING cut WHERE events.id <= cut.id RETURNING events.id
    ), noted AS (
      UPDATE event_log SET pruned_to = greatest(pruned_to, cut.id) FROM cut WHERE cut.id IS NOT NULL
    )
    SELECT count(*) AS removed FROM removed`
  return row?.removed ?? 0
}
