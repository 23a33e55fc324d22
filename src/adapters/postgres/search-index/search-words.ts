import { asksForSomething, parseQuery } from '../../../domain/search/parse-query.ts'
import type { PassageHit, SearchScope } from '../../../ports/search-index.ts'
import type { Sql } from '../connection.ts'
import { PASSAGE_COLUMNS } from '../passage-row.ts'
import { storableText } from '../storable.ts'
import { type HitRow, inScope, toHit } from './hits.ts'

/** `ts_rank_cd`: divide by 1 + log of the length, then by itself + 1, so that a rank is below 1. */
const RANK_NORMALISATION = 1 | 32

/**
 * One round trip. The query is stemmed in every language that a passage has; languages that make the same of it share
 * one look into the word index, and each passage is held against the query of its own language only. The score
 * is the number of different terms found plus a rank below 1: more of the words beats more often one of them.
 *
 * The queries are built by `phraseto_tsquery`, which takes any text; stop words and what has no words vanish there.
 */
export async function searchWords(
  sql: Sql,
  text: string,
  scope: SearchScope,
  limit: number,
): Promise<readonly PassageHit[]> {
  const query = parseQuery(storableText(text))
  if (!asksForSomething(query)) return []
  const rows = await sql<HitRow[]>`
    WITH stemmed AS (
      SELECT config.oid::regconfig AS configuration, term.kind, phraseto_tsquery(config.oid::regconfig, term.text) AS query
      FROM pg_ts_config config
      CROSS JOIN (
        SELECT 'word' AS kind, unnest(${query.words}::text[]) AS text
        UNION ALL SELECT 'phrase', unnest(${query.phrases}::text[])
        UNION ALL SELECT 'excluded', unnest(${query.excluded}::text[])
      ) term
      WHERE EXISTS (SELECT 1 FROM passages WHERE search_config = config.oid::regconfig)
    ), asked AS (
      SELECT configuration,
        array_agg(DISTINCT query) FILTER (WHERE kind <> 'excluded') AS terms,
        (CASE WHEN count(*) FILTER (WHERE kind = 'phrase') > 0
           THEN string_agg('(' || query::text || ')', ' & ') FILTER (WHERE kind = 'phrase')
           ELSE string_agg('(' || query::text || ')', ' | ') FILTER (WHERE kind = 'word') END)::tsquery AS wanted,
        string_agg('(' || query::text || ')', ' | ') FILTER (WHERE kind <> 'excluded')::tsquery AS ranked,
        string_agg('!(' || query::text || ')', ' & ') FILTER (WHERE kind = 'excluded')::tsquery AS unwanted
      FROM stemmed
      WHERE numnode(query) > 0
      GROUP BY configuration
    ), question AS (
      SELECT array_agg(configuration) AS configurations, terms, wanted, ranked, unwanted
      FROM asked WHERE wanted IS NOT NULL
      GROUP BY terms, wanted, ranked, unwanted
    )
    SELECT ${sql.unsafe(PASSAGE_COLUMNS)}, passage.audiobook_id,
      (SELECT count(*) FROM unnest(question.terms) AS term WHERE passage.search_words @@ term)
        + ts_rank_cd(passage.search_words, question.ranked, ${RANK_NORMALISATION})::double precision AS score
    FROM question
    JOIN passages passage
      ON passage.search_words @@ question.wanted AND passage.search_config = ANY (question.configurations)
    JOIN audiobooks book ON book.id = passage.audiobook_id
    WHERE (question.unwanted IS NULL OR passage.search_words @@ question.unwanted) AND ${inScope(sql, scope)}
    ORDER BY score DESC, passage.id
    LIMIT ${limit}`
  return rows.map(toHit)
}
