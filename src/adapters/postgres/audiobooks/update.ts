import type { Audiobook } from '../../../domain/audiobook/audiobook.ts'
import type { AudiobookPatch } from '../../../ports/repositories/audiobooks.ts'
import type { Statements } from '../statements.ts'
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
} as const satisfies Record<keyof AudiobookPatch, string>

export async function updateAudiobook(
  sql: Statements,
  audiobookId: string,
  patch: AudiobookPatch,
): Promise<Audiobook | null> {
  const columns = toColumns(patch)
  if (Object.keys(columns).length === 0) return (await findAudiobook(sql, audiobookId))?.audiobook ?? null
  const [row] = await sql<AudiobookRow[]>`
    UPDATE audiobooks SET ${sql(columns)}, updated_at = now()
    WHERE id = ${audiobookId}
    RETURNING ${sql.unsafe(AUDIOBOOK_COLUMNS)}`
  return row ? toAudiobook(row) : null
}

function toColumns(patch: AudiobookPatch): Record<string, string | boolean | null> {
  const columns: Record<string, string | boolean | null> = {}
  for (const [field, value] of Object.entries(patch)) {
    const column = COLUMNS[field as keyof AudiobookPatch]
    if (value !== undefined) columns[column] = typeof value === 'string' ? storableText(value) : value
  }
  return columns
}
