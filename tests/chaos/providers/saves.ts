import type { Sql } from '../../../src/adapters/postgres/connection.ts'
import { TEXT_VECTORS } from '../../support/text-vectors.ts'
import { chapterOf } from './chapter-plan.ts'
import { itemName, type Wanted } from './purchases.ts'

/**
 * When each part and vector was saved: whoever claims the job anew waits for the commit, as saving locks its row.
 */
const INSTALL = `${TEXT_VECTORS}
CREATE TABLE chaos_saves (id uuid NOT NULL, at timestamptz NOT NULL);
CREATE INDEX ON chaos_saves (id);
CREATE FUNCTION chaos_part_saved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO chaos_saves VALUES (NEW.job_id, clock_timestamp()); RETURN NULL; END $$;
CREATE FUNCTION chaos_vector_saved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO chaos_saves VALUES (NEW.passage_id, clock_timestamp()); RETURN NULL; END $$;
CREATE TRIGGER chaos_saves AFTER INSERT OR UPDATE ON job_parts
  FOR EACH ROW EXECUTE FUNCTION chaos_part_saved();
CREATE TRIGGER chaos_saves AFTER INSERT OR UPDATE ON passage_embeddings
  FOR EACH ROW EXECUTE FUNCTION chaos_vector_saved();`

/** The schema must be there. */
export const installSaves = (sql: Sql) => sql.unsafe(INSTALL)

interface PartRow {
  readonly type: 'summarize' | 'tag'
  readonly seconds: readonly number[]
  readonly saved_at: Date | null
}

/** What all jobs of all books are to have bought and saved: an answer for each that writes, a vector for each passage. */
export async function readWanted(sql: Sql): Promise<readonly Wanted[]> {
  const parts = await sql<PartRow[]>`
    SELECT job.job_type AS type,
      (SELECT jsonb_agg(duration_seconds ORDER BY number) FROM chapters
       WHERE chapters.audiobook_id = job.audiobook_id
         AND (job.chapter_id IS NULL OR chapters.id = job.chapter_id)) AS seconds,
      (SELECT min(at) FROM chaos_saves WHERE id = job.id) AS saved_at
    FROM processing_jobs job WHERE job_type IN ('summarize', 'tag')`
  const vectors = await sql<{ text: string; saved_at: Date | null }[]>`
    SELECT text, (SELECT min(at) FROM chaos_saves WHERE id = passages.id) AS saved_at FROM passages`
  const answers = parts.map(({ type, seconds, saved_at }) => ({
    item: itemName({ kind: type, chapters: seconds.map(chapterOf) }),
    savedAtMs: saved_at?.getTime() ?? null,
  }))
  const embedded = vectors.map(({ text, saved_at }) => ({
    item: itemName({ kind: 'embed', text }),
    savedAtMs: saved_at?.getTime() ?? null,
  }))
  return [...answers, ...embedded]
}

/** The numbers of the chapters that have a transcript, as the transcripts say them. */
export async function readTranscripts(sql: Sql): Promise<readonly { seconds: number; text: string }[]> {
  return await sql<{ seconds: number; text: string }[]>`
    SELECT chapters.duration_seconds AS seconds, transcripts.segments::text AS text
    FROM transcripts JOIN chapters ON chapters.id = transcripts.chapter_id`
}

/** Transcriptions that were put on the bill of a book. */
export async function countRecordedTranscriptions(sql: Sql): Promise<number> {
  const [row] = await sql<{ calls: number }[]>`
    SELECT coalesce(sum(calls), 0)::integer AS calls FROM provider_usage WHERE operation = 'transcribe'`
  return row?.calls ?? 0
}

export interface FailedJob {
  readonly id: string
  readonly code: string
  readonly kind: string
}

export async function readFailed(sql: Sql): Promise<readonly FailedJob[]> {
  return await sql<FailedJob[]>`
    SELECT id, error ->> 'code' AS code, error ->> 'kind' AS kind FROM processing_jobs WHERE status = 'failed'`
}
