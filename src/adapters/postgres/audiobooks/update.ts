import type { Audiobook } from '../../../domain/audiobook/audiobook.ts'
import type { AudiobookPatch } from '../../../ports/repositories/audiobooks.ts'
import type { TransactionSql } from '../connection.ts'
import { setPriorityOfBook } from '../jobs/priority.ts'
import { storableText } from '../storable.ts'
import { AUDIOBOOK_COLUMNS, type AudiobookRow, findAudiobook, toAudiobook } from './rows.ts'

/** The columns that a client may edit. */
const COLUMNS = {
  title: 'title',
  author: 'author',
  narrator: 'narrator',
  description: 'description',
  language: 'language',
  isPublic: 'is_public',
  coverImageUrl: 'cover_image_url',
  priority: 'priority',
} as const satisfies Record<keyof AudiobookPatch, string>

/** To be run in a transaction. One round trip, a second for a priority, as that is also of the book's jobs. */
export async function updateAudiobook(
  sql: TransactionSql,
  audiobookId: string,
  patch: AudiobookPatch,
): Promise<Audiobook | null> {
  const columns = toColumns(patch)
  if (Object.keys(columns).length === 0) return (await findAudiobook(sql, audiobookId))?.audiobook ?? null
  const [row] = await sql<AudiobookRow[]>`
    UPDATE audiobooks SET ${sql(columns)}, updated_at = now()
    WHERE id = ${audiobookId}
    RETURNING ${sql.unsafe(AUDIOBOOK_COLUMNS)}`
  if (row === undefined) return null
  if (patch.priority !== undefined) await setPriorityOfBook(sql, audiobookId, patch.priority)
  return toAudiobook(row)
}

function toColumns(patch: AudiobookPatch): Record<string, string | number | boolean | null> {
  const columns: Record<string, string | number | boolean | null> = {}
  for (const [field, value] of Object.entries(patch)) {
    const column = COLUMNS[field as keyof AudiobookPatch]
    if (value !== undefined) columns[column] = typeof value === 'string' ? storableText(value) : value
  }
  return columns
}
