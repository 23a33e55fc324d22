import type { Sql } from '../../src/adapters/postgres/connection.ts'
import type { JobType } from '../../src/domain/job/job.ts'
import type { CandidateName, EngineCalls } from './settings.ts'

export interface Expected {
  readonly title: string
  readonly books: number
  readonly filesEach: number
}

/** What a book of n files gets; see `planJobs`. */
export const jobsOfBook = (files: number): EngineCalls =>
  files === 1
    ? { transcribe: 1, summarize: 1, tag: 1, embed: 1 }
    : { transcribe: files, summarize: 2, tag: 1, embed: files }

export const jobCount = (files: number): number =>
  Object.values(jobsOfBook(files)).reduce((sum, count) => sum + count, 0)

/**
 * Throws unless every book is completed, every job completed once, every engine was called once a job, and the outputs
 * are there. Answers a digest of the outputs, which must be the same for all candidates.
 */
export async function checkRun(
  sql: Sql,
  candidate: CandidateName,
  { title, books, filesEach }: Expected,
  calls: EngineCalls,
): Promise<string> {
  const perBook = jobsOfBook(filesEach)
  for (const type of Object.keys(perBook) as JobType[]) {
    expectEqual(`${candidate}: calls of the engine for ${type}`, calls[type], perBook[type] * books)
  }
  const [bookRow] = await sql<{ completed: number }[]>`
    SELECT count(*) AS completed FROM audiobooks WHERE title = ${title} AND status = 'completed'`
  expectEqual(`${candidate}: completed books`, bookRow?.completed, books)
  const [jobRow] = await (candidate.startsWith('pg-boss') ? bossJobs(sql, title) : ourJobs(sql, title))
  expectEqual(`${candidate}: jobs`, jobRow?.all, jobCount(filesEach) * books)
  expectEqual(`${candidate}: jobs completed by their first claim`, jobRow?.once, jobCount(filesEach) * books)
  const outputs = await readOutputs(sql, title)
  expectEqual(
    `${candidate}: outputs`,
    outputs?.rows,
    (perBook.transcribe * 3 + perBook.summarize + 1) * books,
  )
  return outputs?.digest ?? ''
}

const ourJobs = (sql: Sql, title: string) => sql<{ all: number; once: number }[]>`
  SELECT count(*) AS all, count(*) FILTER (WHERE job.status = 'completed' AND job.epoch = 1 AND job.attempt = 1) AS once
  FROM processing_jobs job JOIN audiobooks book ON book.id = job.audiobook_id WHERE book.title = ${title}`

const bossJobs = (sql: Sql, title: string) => sql<{ all: number; once: number }[]>`
  SELECT count(*) AS all, count(*) FILTER (WHERE job.state = 'completed' AND job.retry_count = 0) AS once
  FROM pgboss.job job JOIN audiobooks book ON book.id = (job.data ->> 'audiobookId')::uuid
  WHERE book.title = ${title}`

/** Ids and times differ; what was saved for which chapter does not. */
async function readOutputs(sql: Sql, title: string) {
  const [row] = await sql<{ rows: number; digest: string }[]>`
    WITH book AS (SELECT id FROM audiobooks WHERE title = ${title}), output AS (
      SELECT concat_ws(' ', 'transcript', chapters.number, language, engine, transcripts.duration_seconds, segments)
        AS text
      FROM transcripts JOIN chapters ON chapters.id = chapter_id JOIN book ON book.id = transcripts.audiobook_id
      UNION ALL
      SELECT concat_ws(' ', 'passage', number, passage_index, start_seconds, end_seconds, text, lines, search_config)
      FROM passages JOIN chapters ON chapters.id = chapter_id JOIN book ON book.id = passages.audiobook_id
      UNION ALL
      SELECT concat_ws(' ', 'vector', passage_index, model, dimensions, embedding)
      FROM passage_embeddings JOIN passages ON passages.id = passage_id JOIN book ON book.id = passages.audiobook_id
      UNION ALL
      SELECT concat_ws(' ', kind, chapters.number, model, output)
      FROM ai_outputs LEFT JOIN chapters ON chapters.id = chapter_id JOIN book ON book.id = ai_outputs.audiobook_id
    )
    SELECT count(*) AS rows, md5(string_agg(text, ' ' ORDER BY text)) AS digest FROM output`
  return row
}

export function expectEqual(what: string, found: unknown, expected: unknown): void {
  if (found !== expected) throw new Error(`${what}: ${found} instead of ${expected}`)
}
