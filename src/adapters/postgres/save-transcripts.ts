import type { Claim, ReportAnswer } from '../../ports/reporter.ts'
import type { OutputRepository } from '../../ports/repositories/outputs.ts'
import type { Sql } from './connection.ts'
import { PLAIN_CONFIGURATION, textSearchConfiguration } from './search-index/text-search-configuration.ts'
import { storableJson } from './storable.ts'
import { heldAnswer, whileHeld } from './with-claim.ts'

type Transcripts = Parameters<OutputRepository['saveTranscripts']>[1]

/**
 * Old passages go with their vectors; the new ones wait to be embedded. Each passage is stemmed as the language of its
 * transcript wants it, as far as the server knows that language.
 *
 * The parts of one statement run in no order of their own: passages are inserted only once the old ones were counted
 * as deleted, since both would claim the same places.
 */
export async function saveTranscripts(
  sql: Sql,
  claim: Claim,
  transcripts: Transcripts,
): Promise<ReportAnswer> {
  const { transcriptRows, passageRows } = toRows(transcripts)
  const plain = `pg_catalog.${PLAIN_CONFIGURATION}`
  return heldAnswer(
    await sql`
      WITH ${whileHeld(sql, claim)}, saved AS (
        INSERT INTO transcripts (chapter_id, audiobook_id, language, engine, duration_seconds, segments, coverage)
        SELECT chapter_id, held.audiobook_id, language, engine, duration_seconds, segments, coverage
        FROM held, jsonb_to_recordset(${storableJson(transcriptRows)}::text::jsonb) AS transcript (
          chapter_id uuid, language text, engine text, duration_seconds double precision, segments jsonb,
          coverage jsonb
        )
        ON CONFLICT (chapter_id) DO UPDATE
        SET language = excluded.language, engine = excluded.engine, duration_seconds = excluded.duration_seconds,
            segments = excluded.segments, coverage = excluded.coverage, created_at = now()
      ), deleted AS (
        DELETE FROM passages USING held
        WHERE chapter_id = ANY (${transcripts.map(({ chapterId }) => chapterId)}::uuid[])
        RETURNING 1
      ), cleared AS (
        SELECT count(*) AS passages FROM deleted
      ), inserted AS (
        INSERT INTO passages (id, chapter_id, audiobook_id, passage_index, start_seconds, end_seconds, text, lines,
          search_config)
        SELECT passage.id, chapter_id, held.audiobook_id, passage_index, start_seconds, end_seconds, text, lines,
          coalesce(known.oid::regconfig, ${plain}::text::regconfig)
        FROM held CROSS JOIN cleared
        CROSS JOIN jsonb_to_recordset(${storableJson(passageRows)}::text::jsonb) AS passage (
          id uuid, chapter_id uuid, passage_index integer, start_seconds double precision,
          end_seconds double precision, text text, lines jsonb, configuration name
        )
        LEFT JOIN pg_ts_config known
          ON known.cfgname = passage.configuration AND known.cfgnamespace = 'pg_catalog'::regnamespace
        WHERE cleared.passages >= 0
      )
      SELECT 1 FROM held`,
  )
}

const toRows = (transcripts: Transcripts) => ({
  transcriptRows: transcripts.map(({ chapterId, transcript, coverage }) => ({
    chapter_id: chapterId,
    language: transcript.language,
    engine: transcript.engine,
    duration_seconds: transcript.durationSeconds,
    segments: transcript.segments,
    coverage,
  })),
  passageRows: transcripts.flatMap(({ chapterId, transcript, passages }) =>
    passages.map((passage) => ({
      id: passage.id,
      chapter_id: chapterId,
      passage_index: passage.index,
      start_seconds: passage.startSeconds,
      end_seconds: passage.endSeconds,
      text: passage.text,
      lines: passage.lines,
      configuration: textSearchConfiguration(transcript.language),
    })),
  ),
})
