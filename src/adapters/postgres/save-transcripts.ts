import type { Claim, ReportAnswer } from '../../ports/reporter.ts'
import type { OutputRepository } from '../../ports/repositories/outputs.ts'
import type { Sql } from './connection.ts'
import { PLAIN_CONFIGURATION, textSearchConfiguration } from './search-index/text-search-configuration.ts'
import { storableJson } from './storable.ts'
import { heldAnswers, whileHeld } from './with-claim.ts'

type Transcripts = Parameters<OutputRepository['saveTranscripts']>[1]

/** What one claim saves. The rows are JSON objects with commas between them, as text: its length is known before it is sent. */
export interface SavedTranscripts {
  readonly claim: Claim
  readonly transcriptRows: string
  readonly passageRows: string
}

/**
 * Old passages go with their vectors; the new ones wait to be embedded. Each passage is stemmed as the language of its
 * transcript wants it, as far as the server knows that language. One statement, however many save.
 *
 * The parts of one statement run in no order of their own: passages are inserted only once the old ones were counted
 * as deleted, since both would claim the same places.
 */
export async function saveTranscripts(
  sql: Sql,
  saved: readonly SavedTranscripts[],
): Promise<readonly ReportAnswer[]> {
  const claims = saved.map(({ claim }) => claim)
  const plain = `pg_catalog.${PLAIN_CONFIGURATION}`
  return heldAnswers(
    claims,
    await sql`
      WITH ${whileHeld(sql, claims)}, saved AS (
        INSERT INTO transcripts (chapter_id, audiobook_id, language, engine, duration_seconds, segments, coverage)
        SELECT chapter_id, held.audiobook_id, language, engine, duration_seconds, segments, coverage
        FROM held JOIN jsonb_to_recordset(${asArray(saved, 'transcriptRows')}::text::jsonb) AS transcript (
          job_id uuid, epoch integer, chapter_id uuid, language text, engine text, duration_seconds double precision,
          segments jsonb, coverage jsonb
        ) USING (job_id, epoch)
        ON CONFLICT (chapter_id) DO UPDATE
        SET language = excluded.language, engine = excluded.engine, duration_seconds = excluded.duration_seconds,
            segments = excluded.segments, coverage = excluded.coverage, created_at = now()
        RETURNING chapter_id
      ), deleted AS (
        DELETE FROM passages USING saved WHERE passages.chapter_id = saved.chapter_id
        RETURNING 1
      ), cleared AS (
        SELECT count(*) AS passages FROM deleted
      ), inserted AS (
        INSERT INTO passages (id, chapter_id, audiobook_id, passage_index, start_seconds, end_seconds, text, lines,
          search_config)
        SELECT passage.id, chapter_id, held.audiobook_id, passage_index, start_seconds, end_seconds, text, lines,
          coalesce(known.oid::regconfig, ${plain}::text::regconfig)
        FROM held CROSS JOIN cleared
        JOIN jsonb_to_recordset(${asArray(saved, 'passageRows')}::text::jsonb) AS passage (
          job_id uuid, epoch integer, id uuid, chapter_id uuid, passage_index integer, start_seconds double precision,
          end_seconds double precision, text text, lines jsonb, configuration name
        ) USING (job_id, epoch)
        LEFT JOIN pg_ts_config known
          ON known.cfgname = passage.configuration AND known.cfgnamespace = 'pg_catalog'::regnamespace
        WHERE cleared.passages >= 0
      )
      SELECT job_id, epoch FROM held`,
  )
}

const asArray = (saved: readonly SavedTranscripts[], rows: 'transcriptRows' | 'passageRows') =>
  `[${saved
    .map((one) => one[rows])
    .filter((text) => text !== '')
    .join()}]`

/** The inside of an array, as JSON. */
const asRows = (rows: readonly object[]) => storableJson(rows).slice(1, -1)

export function toSaved(claim: Claim, transcripts: Transcripts): SavedTranscripts {
  const held = { job_id: claim.jobId, epoch: claim.epoch }
  const transcriptRows = transcripts.map(({ chapterId, transcript, coverage }) => ({
    ...held,
    chapter_id: chapterId,
    language: transcript.language,
    engine: transcript.engine,
    duration_seconds: transcript.durationSeconds,
    segments: transcript.segments,
    coverage,
  }))
  const passageRows = transcripts.flatMap(({ chapterId, transcript, passages }) =>
    passages.map((passage) => ({
      ...held,
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
  return {
    claim,
    transcriptRows: asRows(transcriptRows),
    passageRows: asRows(passageRows),
  }
}
