import type { Passage } from '../../../domain/search/passage.ts'
import type { Claim, ReportAnswer } from '../../../ports/reporter.ts'
import type { EmbeddingSpace } from '../../../ports/search-index.ts'
import type { Sql, TransactionSql } from '../connection.ts'
import { fromPassageRow, PASSAGE_COLUMNS, type PassageRow } from '../passage-row.ts'
import { integers, uuids } from '../statements.ts'
import { heldAnswers, whileHeld } from '../with-claim.ts'
import { spaceSql, vectorText } from './vector-space.ts'

export interface UnembeddedRequest {
  readonly chapterIds: readonly string[]
  readonly space: EmbeddingSpace
  readonly limit: number
}

/** One round trip. */
export async function listPassages(
  sql: Sql,
  chapterIds: readonly string[],
  after: string | null,
  limit: number,
): Promise<readonly Passage[]> {
  const rows = await sql<PassageRow[]>`
    SELECT ${sql.unsafe(PASSAGE_COLUMNS)} FROM passages passage
    WHERE passage.chapter_id = ANY (${[...chapterIds]}::uuid[])
      ${after === null ? sql`` : sql`AND passage.id > ${after}::uuid`}
    ORDER BY passage.id LIMIT ${limit}`
  return rows.map(fromPassageRow)
}

/** One round trip; for each request its passages, in order. */
export async function listUnembedded(
  sql: Sql,
  requests: readonly UnembeddedRequest[],
): Promise<readonly (readonly Passage[])[]> {
  const places = requests.flatMap(({ chapterIds }, place) => chapterIds.map(() => place))
  const chapterIds = requests.flatMap((request) => request.chapterIds)
  const models = requests.map(({ space }) => space.model)
  const dimensions = requests.map(({ space }) => space.dimensions)
  const limits = requests.map(({ limit }) => limit)
  const rows = await sql<(PassageRow & { readonly place: number })[]>`
    WITH wanted AS MATERIALIZED (
      SELECT place, chapters.id, chapters.number
      FROM unnest(${integers(sql, places)}, ${uuids(sql, chapterIds)}) AS chapter (place, id) JOIN chapters USING (id)
    )
    SELECT request.place::integer, passage.*
    FROM unnest(${models}::text[], ${integers(sql, dimensions)}, ${integers(sql, limits)})
      WITH ORDINALITY AS request (model, dimensions, most, place)
    CROSS JOIN LATERAL (
      SELECT ${sql.unsafe(PASSAGE_COLUMNS)}
      FROM wanted JOIN passages passage ON passage.chapter_id = wanted.id
      WHERE wanted.place = request.place - 1
        AND NOT EXISTS (
          SELECT 1 FROM passage_embeddings
          WHERE passage_id = passage.id AND model = request.model AND dimensions = request.dimensions
        )
      ORDER BY wanted.number, passage.passage_index
      LIMIT request.most
    ) passage
    ORDER BY request.place`
  const byPlace = Map.groupBy(rows, ({ place }) => place - 1)
  return requests.map((_, place) => (byPlace.get(place) ?? []).map(fromPassageRow))
}

/** Looks at the passages of one book after the other, until one without a vector is found. */
export async function listBooksToEmbed(
  sql: Sql,
  space: EmbeddingSpace,
  ownerId: string | null,
  limit: number,
): Promise<readonly string[]> {
  const rows = await sql<{ id: string }[]>`
    SELECT book.id FROM audiobooks book
    WHERE (${ownerId}::text IS NULL OR book.owner_id = ${ownerId})
      AND (SELECT bool_and(job.status = 'completed') FROM processing_jobs job
           WHERE job.audiobook_id = book.id AND job.job_type = 'embed')
      AND EXISTS (
        SELECT 1 FROM passages passage
        WHERE passage.audiobook_id = book.id AND NOT EXISTS (
          SELECT 1 FROM passage_embeddings
          WHERE passage_id = passage.id AND model = ${space.model} AND dimensions = ${space.dimensions}
        )
      )
    ORDER BY book.id
    LIMIT ${limit}`
  return rows.map(({ id }) => id)
}

export interface SavedEmbeddings {
  readonly claim: Claim
  readonly space: EmbeddingSpace
  readonly vectors: readonly { readonly passageId: string; readonly vector: Float32Array }[]
}

/**
 * One round trip, however many save. Passages that were replaced meanwhile, and those of other books, are left out. A vector of zeros (a text without
 * known words) is kept, so that its passage is not embedded again and again; no search finds it.
 */
export async function saveEmbeddings(
  sql: Sql,
  saved: readonly SavedEmbeddings[],
): Promise<readonly ReportAnswer[]> {
  const claims = saved.map(({ claim }) => claim)
  const rows = saved.flatMap(({ claim, space, vectors }) =>
    vectors.map(({ passageId, vector }) => ({ claim, space, passageId, embedding: vectorText(vector) })),
  )
  const jobIds = rows.map(({ claim }) => claim.jobId)
  const epochs = rows.map(({ claim }) => claim.epoch)
  const passageIds = rows.map(({ passageId }) => passageId)
  const models = rows.map(({ space }) => space.model)
  const dimensions = rows.map(({ space }) => space.dimensions)
  const embeddings = rows.map(({ embedding }) => embedding)
  return heldAnswers(
    claims,
    await sql`
      WITH ${whileHeld(sql, claims)}, kept AS MATERIALIZED (
        SELECT passage.id, entry.model, entry.dimensions, entry.embedding
        FROM unnest(${uuids(sql, jobIds)}, ${integers(sql, epochs)}, ${uuids(sql, passageIds)}, ${models}::text[],
          ${integers(sql, dimensions)}, ${embeddings}::text[])
          AS entry (job_id, epoch, passage_id, model, dimensions, embedding)
        JOIN held USING (job_id, epoch)
        JOIN passages passage ON passage.id = entry.passage_id AND passage.audiobook_id = held.audiobook_id
        ORDER BY passage.id
        FOR KEY SHARE OF passage
      ), saved AS (
        INSERT INTO passage_embeddings (passage_id, model, dimensions, embedding)
        SELECT id, model, dimensions, embedding::vector FROM kept
        ON CONFLICT (passage_id, model, dimensions)
        DO UPDATE SET embedding = excluded.embedding, created_at = now()
      )
      SELECT job_id, epoch FROM held`,
  )
}

/** Two processes that start at once make one index; the lock ends with the transaction. */
export async function createVectorIndex(sql: TransactionSql, space: EmbeddingSpace): Promise<void> {
  const { indexName, vectorType, condition } = spaceSql(space)
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${indexName}, 0))`
  await sql.unsafe(`
    CREATE INDEX IF NOT EXISTS ${indexName} ON passage_embeddings
    USING hnsw ((embedding::${vectorType}) vector_cosine_ops) WHERE ${condition}`)
}
