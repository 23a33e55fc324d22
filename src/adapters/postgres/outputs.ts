import type { AiOutput } from '../../domain/audiobook/ai-output.ts'
import type { JsonValue } from '../../domain/job/job.ts'
import type { Segment, Transcript } from '../../domain/transcript/transcript.ts'
import type { Claim, ReportAnswer } from '../../ports/reporter.ts'
import type { ChapterCoverage, OutputRepository } from '../../ports/repositories/outputs.ts'
import { gather } from '../system/gather.ts'
import type { Database, Sql } from './connection.ts'
import { heldBy } from './jobs/claims.ts'
import { query, statement } from './run-query.ts'
import { type SavedTranscripts, saveTranscripts, toSaved } from './save-transcripts.ts'
import { uuids } from './statements.ts'
import { storableJson, storableText } from './storable.ts'
import { heldAnswers, whileHeld } from './with-claim.ts'

/** Jobs that are in step share a statement, and its commit; a book as long as this is saved by itself. */
const TOGETHER = { mostAtOnce: 50, runs: 2 }
const MOST_CHARACTERS_TOGETHER = 1_000_000

/** Every call is one statement and one round trip, or a share of one. */
export function createPostgresOutputs(database: Database): OutputRepository {
  const { sql } = database
  const saveOutput = gather((outputs: readonly SavedAiOutput[]) => saveAiOutputs(sql, outputs), TOGETHER)
  const saveTexts = gather((texts: readonly SavedTranscripts[]) => saveTranscripts(sql, texts), {
    ...TOGETHER,
    weight: {
      most: MOST_CHARACTERS_TOGETHER,
      of: ({ transcriptRows, passageRows }) => transcriptRows.length + passageRows.length,
    },
  })
  const findText = gather((chapterIds: readonly string[]) => findTranscriptsOf(sql, chapterIds), TOGETHER)
  return {
    saveTranscripts: (claim, transcripts) => {
      const saved = toSaved(claim, transcripts)
      return statement(() => saveTexts(saved))
    },
    saveAiOutput: (claim, output) => statement(() => saveOutput({ claim, output })),
    savePart: (claim, key, output) => query(() => savePart(sql, claim, key, output)),
    findParts: (jobId) => query(() => findParts(sql, jobId)),
    findTranscripts: (audiobookId) => query(() => findTranscripts(sql, audiobookId)),
    findCoverage: (audiobookId) => query(() => findCoverage(sql, audiobookId)),
    findTranscript: (chapterId) => query(() => findText(chapterId)),
    findAiOutputs: (audiobookId) => query(() => findAiOutputs(sql, audiobookId)),
  }
}

/** Updating the job's row also locks it: nobody claims it before the part is in. */
async function savePart(sql: Sql, claim: Claim, key: string, output: JsonValue): Promise<ReportAnswer> {
  const { count } = await sql`
    WITH held AS (
      UPDATE processing_jobs job SET crashes = '{}' WHERE ${heldBy(sql, claim)} RETURNING job.id
    )
    INSERT INTO job_parts (job_id, part_key, output)
    SELECT held.id, ${storableText(key)}, ${storableJson(output)}::text::jsonb FROM held
    ON CONFLICT (job_id, part_key) DO UPDATE SET output = excluded.output, created_at = now()`
  return count > 0 ? 'accepted' : 'stale'
}

interface SavedAiOutput {
  readonly claim: Claim
  readonly output: AiOutput
}

/** One statement, however many. */
async function saveAiOutputs(sql: Sql, saved: readonly SavedAiOutput[]): Promise<readonly ReportAnswer[]> {
  const claims = saved.map(({ claim }) => claim)
  const rows = saved.map(({ claim, output }) => ({
    job_id: claim.jobId,
    epoch: claim.epoch,
    audiobook_id: output.audiobookId,
    chapter_id: output.chapterId,
    kind: output.kind,
    model: output.model,
    output: output.kind === 'summary' ? output.summary : output.tags,
  }))
  return heldAnswers(
    claims,
    await sql`
      WITH ${whileHeld(sql, claims)}, saved AS (
        INSERT INTO ai_outputs (audiobook_id, chapter_id, kind, model, output)
        SELECT made.audiobook_id, chapter_id, kind, model, output
        FROM held JOIN jsonb_to_recordset(${storableJson(rows)}::text::jsonb) AS made (
          job_id uuid, epoch integer, audiobook_id uuid, chapter_id uuid, kind text, model text, output jsonb
        ) USING (job_id, epoch)
        ON CONFLICT (audiobook_id, chapter_id, kind)
        DO UPDATE SET model = excluded.model, output = excluded.output, created_at = now()
      )
      SELECT job_id, epoch FROM held`,
  )
}

async function findParts(sql: Sql, jobId: string): Promise<ReadonlyMap<string, JsonValue>> {
  const rows = await sql<{ part_key: string; output: JsonValue }[]>`
    SELECT part_key, output FROM job_parts WHERE job_id = ${jobId} ORDER BY created_at, part_key`
  return new Map(rows.map((row) => [row.part_key, row.output]))
}

interface TranscriptRow {
  readonly chapter_id: string
  readonly language: string
  readonly engine: string
  readonly duration_seconds: number
  readonly segments: readonly Segment[]
}

async function findTranscripts(sql: Sql, audiobookId: string) {
  const rows = await sql<TranscriptRow[]>`
    SELECT chapter_id, language, engine, transcripts.duration_seconds, segments
    FROM transcripts JOIN chapters ON chapters.id = transcripts.chapter_id
    WHERE transcripts.audiobook_id = ${audiobookId}
    ORDER BY chapters.number`
  return rows.map((row) => ({ chapterId: row.chapter_id, transcript: fromTranscriptRow(row) }))
}

const findCoverage = (sql: Sql, audiobookId: string): Promise<readonly ChapterCoverage[]> => sql<
  ChapterCoverage[]
>`
  SELECT chapter_id AS "chapterId", coverage
  FROM transcripts JOIN chapters ON chapters.id = transcripts.chapter_id
  WHERE transcripts.audiobook_id = ${audiobookId}
  ORDER BY chapters.number`

/** In the order of the ids; null where a chapter has none. */
async function findTranscriptsOf(
  sql: Sql,
  chapterIds: readonly string[],
): Promise<readonly (Transcript | null)[]> {
  const rows = await sql<TranscriptRow[]>`
    SELECT chapter_id, language, engine, duration_seconds, segments
    FROM transcripts WHERE chapter_id = ANY (${uuids(sql, chapterIds)})`
  const found = new Map(rows.map((row) => [row.chapter_id, fromTranscriptRow(row)]))
  return chapterIds.map((chapterId) => found.get(chapterId.toLowerCase()) ?? null)
}

const fromTranscriptRow = (row: TranscriptRow): Transcript => ({
  language: row.language,
  engine: row.engine,
  durationSeconds: row.duration_seconds,
  segments: row.segments,
})

type AiOutputRow = {
  readonly audiobook_id: string
  readonly chapter_id: string | null
  readonly model: string
} & (
  | { readonly kind: 'summary'; readonly output: Extract<AiOutput, { kind: 'summary' }>['summary'] }
  | { readonly kind: 'tags'; readonly output: Extract<AiOutput, { kind: 'tags' }>['tags'] }
)

/** Whole-book results first, then by chapter. */
async function findAiOutputs(sql: Sql, audiobookId: string): Promise<readonly AiOutput[]> {
  const rows = await sql<AiOutputRow[]>`
    SELECT ai_outputs.audiobook_id, chapter_id, model, kind, output
    FROM ai_outputs LEFT JOIN chapters ON chapters.id = chapter_id
    WHERE ai_outputs.audiobook_id = ${audiobookId}
    ORDER BY chapters.number NULLS FIRST, kind`
  return rows.map((row): AiOutput => {
    const base = { audiobookId: row.audiobook_id, chapterId: row.chapter_id, model: row.model }
    return row.kind === 'summary'
      ? { ...base, kind: 'summary', summary: row.output }
      : { ...base, kind: 'tags', tags: row.output }
  })
}
