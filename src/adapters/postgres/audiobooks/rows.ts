import type { Audiobook, AudiobookDetail, Chapter } from '../../../domain/audiobook/audiobook.ts'
import { type Statements, uuids } from '../statements.ts'

export interface AudiobookRow {
  readonly id: string
  readonly owner_id: string
  readonly upload_id: string
  readonly title: string
  readonly author: string
  readonly narrator: string | null
  readonly description: string | null
  readonly language: string
  readonly is_public: boolean
  readonly cover_image_url: string | null
  readonly cover: Audiobook['cover']
  readonly priority: number
  readonly transcription: Audiobook['transcription']
  readonly status: Audiobook['status']
  readonly status_reason: string | null
  readonly duration_seconds: number
  readonly created_at: Date
  readonly updated_at: Date
  readonly completed_at: Date | null
  readonly request_hash: string | null
}

interface ChapterRow {
  readonly id: string
  readonly audiobook_id: string
  readonly number: number
  readonly title: string
  readonly upload_file_id: string
  readonly file_start_seconds: number
  readonly duration_seconds: number
  readonly book_start_seconds: number
}

export const AUDIOBOOK_COLUMNS = `id, owner_id, upload_id, title, author, narrator, description, language, is_public,
  cover_image_url, cover, priority, transcription, status, status_reason, duration_seconds, created_at, updated_at, completed_at,
  request_hash`

export const toAudiobook = (row: AudiobookRow): Audiobook => ({
  id: row.id,
  ownerId: row.owner_id,
  uploadId: row.upload_id,
  title: row.title,
  author: row.author,
  narrator: row.narrator,
  description: row.description,
  language: row.language,
  isPublic: row.is_public,
  coverImageUrl: row.cover_image_url,
  cover: row.cover,
  priority: row.priority,
  transcription: row.transcription,
  status: row.status,
  statusReason: row.status_reason,
  durationSeconds: row.duration_seconds,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  completedAt: row.completed_at,
})

const toChapter = (row: ChapterRow): Chapter => ({
  id: row.id,
  audiobookId: row.audiobook_id,
  number: row.number,
  title: row.title,
  uploadFileId: row.upload_file_id,
  fileStartSeconds: row.file_start_seconds,
  durationSeconds: row.duration_seconds,
  bookStartSeconds: row.book_start_seconds,
})

export async function findAudiobook(sql: Statements, audiobookId: string): Promise<AudiobookDetail | null> {
  const [book = null] = await findEach(sql, [audiobookId])
  return book
}

/** In the order of the ids; null where there is none. */
export async function findEach(
  sql: Statements,
  audiobookIds: readonly string[],
): Promise<readonly (AudiobookDetail | null)[]> {
  const found = await findAudiobooks(sql, [...new Set(audiobookIds)])
  const byId = new Map(found.map((detail) => [detail.audiobook.id, detail]))
  return audiobookIds.map((audiobookId) => byId.get(audiobookId.toLowerCase()) ?? null)
}

/** One statement: a book and its chapters are read at the start of every job. */
export async function findAudiobooks(
  sql: Statements,
  audiobookIds: readonly string[],
): Promise<readonly AudiobookDetail[]> {
  const rows = await sql<(AudiobookRow & { readonly chapters: readonly ChapterRow[] })[]>`
    SELECT ${sql.unsafe(AUDIOBOOK_COLUMNS)}, (
      SELECT coalesce(json_agg(chapter ORDER BY chapter.number), '[]')
      FROM chapters chapter WHERE chapter.audiobook_id = audiobooks.id
    ) AS chapters
    FROM audiobooks WHERE id = ANY (${uuids(sql, audiobookIds)})`
  return rows.map((row) => ({ audiobook: toAudiobook(row), chapters: row.chapters.map(toChapter) }))
}
