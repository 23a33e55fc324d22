import type { EmbeddingSpace, PassageHit, SearchScope } from '../../../ports/search-index.ts'
import type { TransactionSql } from '../connection.ts'
import { PASSAGE_COLUMNS } from '../passage-row.ts'
import { type HitRow, inScope, toHit } from './hits.ts'
import { spaceSql, vectorText } from './vector-space.ts'

/** Candidates that the index looks at before filters; pgvector allows 1 to 1000. */
const MIN_CANDIDATES = 100
const MAX_CANDIDATES = 1000
const CANDIDATES_PER_HIT = 2

/**
 * Three round trips (begin, two statements, commit). The index goes on looking until filters left enough
 * (`iterative_scan`, pgvector 0.8), so that a small library is not starved by a large neighbour; what it finds then
 * is only roughly in order and is sorted once more. Zero vectors are in no index; a plan without one finds them at no
 * distance (NaN).
 */
export async function searchVectors(
  sql: TransactionSql,
  vector: Float32Array,
  space: EmbeddingSpace,
  scope: SearchScope,
  limit: number,
): Promise<readonly PassageHit[]> {
  const { vectorType, condition } = spaceSql(space)
  const candidates = Math.min(MAX_CANDIDATES, Math.max(MIN_CANDIDATES, limit * CANDIDATES_PER_HIT))
  const [, rows] = await Promise.all([
    sql`SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true),
          set_config('hnsw.ef_search', ${String(candidates)}, true)`,
    sql<HitRow[]>`
      WITH nearest AS MATERIALIZED (
        SELECT ${sql.unsafe(PASSAGE_COLUMNS)}, passage.audiobook_id,
          embedding::${sql.unsafe(vectorType)} <=> ${vectorText(vector)}::text::${sql.unsafe(vectorType)} AS distance
        FROM passage_embeddings
        JOIN passages passage ON passage.id = passage_id
        JOIN audiobooks book ON book.id = passage.audiobook_id
        WHERE ${sql.unsafe(condition)} AND ${inScope(sql, scope)}
        ORDER BY distance
        LIMIT ${limit}
      )
      SELECT id, chapter_id, passage_index, start_seconds, end_seconds, text, lines, audiobook_id,
        1 - distance AS score
      FROM nearest WHERE distance <> 'NaN'
      ORDER BY distance, id`,
  ])
  return rows.map(toHit)
}
