import { okAsync } from 'neverthrow'
import { textSearchConfiguration } from '../../src/adapters/postgres/search-index/text-search-configuration.ts'
import { uuidV7Ids } from '../../src/adapters/system/ids.ts'
import type { JobType } from '../../src/domain/job/job.ts'
import { makePassages } from '../../src/domain/search/make-passages.ts'
import type { BookText, LlmRequest } from '../../src/ports/llm.ts'
import type { PortResult } from '../../src/ports/port-error.ts'
import type { CountedEngines } from './engines.ts'
import type { Execute } from './rival-book.ts'

/** What a handler of another queue is told of its job. */
export interface RivalJob {
  readonly type: JobType
  readonly audiobookId: string
  /** Null: the whole book. */
  readonly chapterId: string | null
}

/**
 * The work of a job as a program on another queue does it: reads what it needs in one statement, asks the engine, and
 * saves the same rows as ours. Upserts, since such a queue may run a job twice.
 */
export function runRivalJob(execute: Execute, engines: CountedEngines, job: RivalJob): Promise<unknown> {
  switch (job.type) {
    case 'transcribe':
      return transcribe(execute, engines, job)
    case 'summarize':
    case 'tag':
      return describe(execute, engines, job)
    case 'embed':
      return embed(execute, engines, job)
  }
}

const ofJob = '$1::uuid AND ($2::uuid IS NULL OR chapter.id = $2::uuid)'
const signal = new AbortController().signal
const reportProgress = () => {}

const settle = async <T>(result: PortResult<T>): Promise<T> => {
  const settled = await result
  if (settled.isErr()) throw new Error(settled.error.message)
  return settled.value
}

async function transcribe(execute: Execute, engines: CountedEngines, job: RivalJob): Promise<void> {
  const [chapter] = await execute(
    `SELECT chapter.id, book.language, file.storage_key, file.media_type, file.size_bytes
     FROM audiobooks book JOIN chapters chapter ON chapter.audiobook_id = book.id
     JOIN upload_files file ON file.id = chapter.upload_file_id
     WHERE book.id = ${ofJob} ORDER BY chapter.number`,
    [job.audiobookId, job.chapterId],
  )
  const transcript = await engines.transcribe(chapter.language)
  const passages = makePassages(chapter.id, transcript, () => uuidV7Ids.next())
  await execute(
    `INSERT INTO transcripts (chapter_id, audiobook_id, language, engine, duration_seconds, segments)
     VALUES ($1, $2, $3, $4, $5, $6::text::jsonb)
     ON CONFLICT (chapter_id) DO UPDATE SET language = excluded.language, engine = excluded.engine,
       duration_seconds = excluded.duration_seconds, segments = excluded.segments`,
    [
      ...[chapter.id, job.audiobookId, transcript.language, transcript.engine, transcript.durationSeconds],
      JSON.stringify(transcript.segments),
    ],
  )
  await execute(
    `INSERT INTO passages (id, chapter_id, audiobook_id, passage_index, start_seconds, end_seconds, text, lines,
       search_config)
     SELECT id, $1::uuid, $2::uuid, index, "startSeconds", "endSeconds", text, lines, $4::text::regconfig
     FROM jsonb_to_recordset($3::text::jsonb) AS passage (id uuid, index integer, "startSeconds" double precision,
       "endSeconds" double precision, text text, lines jsonb)
     ON CONFLICT (chapter_id, passage_index) DO UPDATE SET text = excluded.text, lines = excluded.lines`,
    [chapter.id, job.audiobookId, JSON.stringify(passages), textSearchConfiguration(transcript.language)],
  )
}

async function describe(execute: Execute, { llm }: CountedEngines, job: RivalJob): Promise<void> {
  const rows = await execute(
    `SELECT book.title AS book_title, book.author, book.language, chapter.number, chapter.title, transcript.segments
     FROM audiobooks book JOIN chapters chapter ON chapter.audiobook_id = book.id
     JOIN transcripts transcript ON transcript.chapter_id = chapter.id
     WHERE book.id = ${ofJob} ORDER BY chapter.number`,
    [job.audiobookId, job.chapterId],
  )
  const [{ book_title: title, author, language }] = rows as [Record<string, string>]
  const chapters = rows.map((row) => ({ number: row.number, title: row.title, lines: row.segments }))
  const request: LlmRequest = {
    book: { title, author, language, chapters } as BookText,
    reportProgress,
    signal,
    finishedParts: new Map(),
    savePart: () => okAsync(undefined),
    recordUsage: () => okAsync(undefined),
  }
  const { output, model } = await settle(
    job.type === 'tag' ? llm.tag(request).map(widen) : llm.summarize(request).map(widen),
  )
  await execute(
    `INSERT INTO ai_outputs (audiobook_id, chapter_id, kind, model, output)
     VALUES ($1, $2, $3, $4, $5::text::jsonb)
     ON CONFLICT (audiobook_id, chapter_id, kind) DO UPDATE SET model = excluded.model, output = excluded.output`,
    [job.audiobookId, job.chapterId, job.type === 'tag' ? 'tags' : 'summary', model, JSON.stringify(output)],
  )
}

const widen = (generated: { readonly output: unknown; readonly model: string }) => generated

async function embed(execute: Execute, { embedder }: CountedEngines, job: RivalJob): Promise<void> {
  const passages = await execute(
    `SELECT passage.id, passage.text FROM chapters chapter JOIN passages passage ON passage.chapter_id = chapter.id
     WHERE chapter.audiobook_id = ${ofJob} ORDER BY chapter.number, passage.passage_index`,
    [job.audiobookId, job.chapterId],
  )
  const vectors = await settle(
    embedder.embed(
      passages.map((passage) => passage.text),
      'document',
      signal,
    ),
  )
  const rows = vectors.map((vector, index) => ({
    id: passages[index].id,
    embedding: `[${vector.join(',')}]`,
  }))
  await execute(
    `INSERT INTO passage_embeddings (passage_id, model, dimensions, embedding)
     SELECT id, $1, $2, embedding FROM jsonb_to_recordset($3::text::jsonb) AS entry (id uuid, embedding text)
     ON CONFLICT (passage_id, model, dimensions) DO UPDATE SET embedding = excluded.embedding`,
    [embedder.model, embedder.dimensions, JSON.stringify(rows)],
  )
}
