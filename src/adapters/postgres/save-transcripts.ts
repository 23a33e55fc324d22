import type { OutputRepository } from '../../ports/repositories/outputs.ts'
import type { TransactionSql } from './connection.ts'
import { PLAIN_CONFIGURATION, textSearchConfiguration } from './search-index/text-search-configuration.ts'
import { storableJson } from './storable.ts'

type Transcripts = Parameters<OutputRepository['saveTranscripts']>[1]

/** Three statements, sent at once. Old passages go with their vectors; the new ones wait to be embedded. */
export function saveTranscripts(
  sql: TransactionSql,
  audiobookId: string,
  transcripts: Transcripts,
): Promise<unknown> {
  return Promise.all([
    upsertTranscripts(sql, audiobookId, transcripts),
    deletePassages(sql, transcripts),
    insertPassages(sql, audiobookId, transcripts),
  ])
}

function upsertTranscripts(sql: TransactionSql, audiobookId: string, transcripts: Transcripts) {
  const rows = transcripts.map(({ chapterId, transcript }) => ({
    chapter_id: chapterId,
    language: transcript.language,
    engine: transcript.engine,
    duration_seconds: transcript.durationSeconds,
    segments: transcript.segments,
  }))
  return sql`
    INSERT INTO transcripts (chapter_id, audiobook_id, language, engine, duration_seconds, segments)
    SELECT chapter_id, ${audiobookId}::uuid, language, engine, duration_seconds, segments
    FROM jsonb_to_recordset(${storableJson(rows)}::text::jsonb) AS transcript (
      chapter_id uuid, language text, engine text, duration_seconds double precision, segments jsonb
    )
    ON CONFLICT (chapter_id) DO UPDATE
    SET language = excluded.language, engine = excluded.engine, duration_seconds = excluded.duration_seconds,
        segments = excluded.segments, created_at = now()`
}

const deletePassages = (sql: TransactionSql, transcripts: Transcripts) => sql`
  DELETE FROM passages
  WHERE chapter_id = ANY (${transcripts.map(({ chapterId }) => chapterId)}::uuid[])`

/** Each passage is stemmed as the language of its transcript wants it, as far as the server knows that language. */
function insertPassages(sql: TransactionSql, audiobookId: string, transcripts: Transcripts) {
  const rows = transcripts.flatMap(({ chapterId, transcript, passages }) =>
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
  )
  return sql`
    INSERT INTO passages (id, chapter_id, audiobook_id, passage_index, start_seconds, end_seconds, text, lines,
      search_config)
    SELECT passage.id, chapter_id, ${audiobookId}::uuid, passage_index, start_seconds, end_seconds, text, lines,
      coalesce(known.oid::regconfig, ${`pg_catalog.${PLAIN_CONFIGURATION}`}::text::regconfig)
    FROM jsonb_to_recordset(${storableJson(rows)}::text::jsonb) AS passage (
      id uuid, chapter_id uuid, passage_index integer, start_seconds double precision,
      end_seconds double precision, text text, lines jsonb, configuration name
    )
    LEFT JOIN pg_ts_config known
      ON known.cfgname = passage.configuration AND known.cfgnamespace = 'pg_catalog'::regnamespace`
}
