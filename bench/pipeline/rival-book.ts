import { uuidV7Ids } from '../../src/adapters/system/ids.ts'
import type { Chapter } from '../../src/domain/audiobook/audiobook.ts'
import { planChapters } from '../../src/domain/audiobook/plan-chapters.ts'
import type { PendingJob } from '../../src/domain/job/job.ts'
import { planJobs } from '../../src/domain/job/plan-jobs.ts'
import type { UploadFile, UploadType } from '../../src/domain/upload/upload.ts'

/** Runs one statement, in whatever transaction it was given for. */
export type Execute = (text: string, values: readonly unknown[]) => Promise<readonly Row[]>
// biome-ignore lint/suspicious/noExplicitAny: a row has the columns that its statement names
type Row = any

export interface PlannedBook {
  readonly audiobookId: string
  readonly chapters: readonly Chapter[]
  readonly jobs: readonly PendingJob[]
}

/**
 * Inserts a book with its chapters, the same rows as ours, and plans the same jobs with the same gates. To be run in a
 * transaction. `jobs_left` and `transcripts_left` are what a program on another queue keeps to know when it is done.
 */
export async function insertBook(execute: Execute, uploadId: string, title: string): Promise<PlannedBook> {
  const [upload] = await execute(
    `SELECT uploads.owner_id, uploads.upload_type,
       (SELECT jsonb_agg(jsonb_build_object('id', id, 'chapterNumber', chapter_number, 'metadata', metadata)
          ORDER BY chapter_number) FROM upload_files WHERE upload_id = uploads.id) AS files
     FROM uploads WHERE id = $1 AND status = 'completed' FOR UPDATE`,
    [uploadId],
  )
  const plan = planBook(upload.upload_type, upload.files)
  const { audiobookId, chapters, jobs } = plan
  await execute(
    `INSERT INTO audiobooks (id, owner_id, upload_id, title, author, language, is_public, status, duration_seconds,
       created_at, updated_at, jobs_left, transcripts_left)
     VALUES ($1, $2, $3, $4, 'A. Writer', 'en', false, 'processing', $5, now(), now(), $6, $7)`,
    [
      ...[audiobookId, upload.owner_id, uploadId, title],
      chapters.reduce((sum, chapter) => sum + chapter.durationSeconds, 0),
      ...[jobs.length, chapters.length],
    ],
  )
  await execute(
    `INSERT INTO chapters (id, audiobook_id, number, title, upload_file_id, file_start_seconds, duration_seconds,
       book_start_seconds)
     SELECT id, $1::uuid, number, title, "uploadFileId", "fileStartSeconds", "durationSeconds", "bookStartSeconds"
     FROM jsonb_to_recordset($2::text::jsonb) AS chapter (id uuid, number integer, title text, "uploadFileId" uuid,
       "fileStartSeconds" double precision, "durationSeconds" double precision, "bookStartSeconds" double precision)`,
    [audiobookId, JSON.stringify(chapters)],
  )
  return plan
}

function planBook(uploadType: UploadType, files: readonly UploadFile[]): PlannedBook {
  const nextId = () => uuidV7Ids.next()
  const audiobookId = nextId()
  const chapters = planChapters({ audiobookId, uploadType, files, nextId })
  const jobs = planJobs({
    ...{ audiobookId, ownerId: 'bench', uploadType, chapters, priority: 0, now: new Date(), nextId },
  })
  return { audiobookId, chapters, jobs }
}

/** Counts jobs of these books as done; the last one completes its book. */
export async function countDone(execute: Execute, audiobookIds: readonly string[]): Promise<void> {
  const ids = JSON.stringify(audiobookIds)
  if (audiobookIds.length > 1) {
    // In order, against deadlocks; in a statement of its own, so that the next one sees the latest versions.
    await execute(
      `SELECT 1 FROM audiobooks
       WHERE id IN (SELECT id::uuid FROM jsonb_array_elements_text($1::text::jsonb) AS id)
       ORDER BY id FOR NO KEY UPDATE`,
      [ids],
    )
  }
  await execute(
    `UPDATE audiobooks book
     SET jobs_left = jobs_left - done.jobs, updated_at = now(),
         status = CASE WHEN jobs_left = done.jobs THEN 'completed' ELSE status END,
         completed_at = CASE WHEN jobs_left = done.jobs THEN now() END
     FROM (SELECT id::uuid, count(*)::integer AS jobs FROM jsonb_array_elements_text($1::text::jsonb) AS id GROUP BY 1)
       done
     WHERE book.id = done.id`,
    [ids],
  )
}
