import type { Audiobook } from '../audiobook/audiobook.ts'
import type { AudiobookEventType, Happening } from './event.ts'

/** What the change of a book is to those who watch; null when it is nothing. `after` is null for a book that is gone. */
export function audiobookHappening(before: Audiobook | null, after: Audiobook | null): Happening | null {
  const book = after ?? before
  const type = typeOf(before, after)
  if (book === null || type === null) return null
  const { id: audiobookId, uploadId, title, author, status, statusReason } = book
  return { type, audiobookId, uploadId, data: { title, author, status, statusReason } }
}

function typeOf(before: Audiobook | null, after: Audiobook | null): AudiobookEventType | null {
  if (after === null) return 'audiobook.deleted'
  if (before === null) return 'audiobook.created'
  if (before.status !== after.status) return `audiobook.${after.status}`
  return EDITABLE.every((field) => before[field] === after[field]) ? null : 'audiobook.updated'
}

const EDITABLE = [
  ...(['title', 'author', 'narrator', 'description'] as const),
  ...(['language', 'isPublic', 'coverImageUrl', 'priority'] as const),
]
