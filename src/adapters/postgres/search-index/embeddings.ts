import type { Passage } from '../../../domain/search/passage.ts'
import type { Claim, ReportAnswer } from '../../../ports/reporter.ts'
import type { EmbeddingSpace } from '../../../ports/search-index.ts'
import type { Sql, TransactionSql } from '../connection.ts'
import { fromPassageRow, PASSAGE_COLUMNS, type PassageRow } from '../passage-row.ts'
import { storableJson } from '../storable.ts'
import { heldAnswer, whileHeld } from '../with-claim.ts'
import { spaceSql, vectorText } from './vector-space.ts'

/** One round trip. */
export async function listUnembedded(
  sql: Sql,
  chapterIds: readonly string[],
  space: EmbeddingSpace,
  limit: number,
): Promise<readonly Passage[]> {
  const rows = await sql<PassageRow[]>`
    SELECT ${sql.unsafe(PASSAGE_COLUMNS)}
    FROM passages passage JOIN chapters ON chapters.id = passage.chapter_id
    WHERE passage.chapter_id = ANY (${chapterIds}::uuid[])
      AND NOT EXISTS (
        SELECT 1 FROM passage_embeddings
        WHERE passage_id = passage.id AND model = ${space.model} AND dimensions = ${space.dimensions}
      )
    ORDER BY chapters.number, passage.passage_index
    LIMIT ${limit}`
  return rows.map(fromPassageRow)
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

/**
 * One round trip. Passages that were replaced meanwhile, and those of other books, are left out. A vector of zeros (a text without
 * known words) is kept, so that its passage is not embedded again and again; no search finds it.
 */
export async function saveEmbeddings(
  sql: Sql,
  claim: Claim,
  space: EmbeddingSpace,
  vectors: readonly { readonly passageId: string; readonly vector: Float32Array }[],
): Promise<ReportAnswer> {
  const rows = vectors.map(({ passageId, vector }) => ({
    passage_id: passageId,
    embedding: vectorText(vector),
  }))
  return heldAnswer(
    await sql`
      WITH ${whileHeld(sql, claim)}, kept AS MATERIALIZED (
        SELECT passage.id, entry.embedding
        FROM held
        CROSS JOIN jsonb_to_recordset(${storableJson(rows)}::text::jsonb) AS entry (passage_id uuid, embedding text)
        JOIN passages passage ON passage.id = entry.passage_id AND passage.audiobook_id = held.audiobook_id
        FOR KEY SHARE OF passage
      ), saved AS (
        INSERT INTO passage_embeddings (passage_id, model, dimensions, embedding)
        SELECT id, ${space.model}, ${space.dimensions}, embedding::vector FROM kept
        ON CONFLICT (passage_id, model, dimensions)
        DO UPDATE SET embedding = excluded.embedding, created_at = now()
      )
      SELECT 1 FROM held`,
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
