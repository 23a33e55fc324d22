import { z } from '@hono/zod-openapi'
import { MAX_SELECTED_BOOKS } from '../../usecases/audiobooks/select-audiobooks.ts'
import { CursorTimeSchema } from '../cursor.ts'
import { definedFields } from '../defined-fields.ts'
import { StatusSchema } from './audiobook.ts'
import { UuidSchema } from './identifiers.ts'
import { ErrorCodeSchema } from './job.ts'
import { plainText } from './text.ts'

const MAX_FILTER_CHARACTERS = 200

export const filterTime = (description: string) =>
  CursorTimeSchema.optional().openapi({ description, example: '2026-11-23T09:00:00.000Z' })

export const filterText = plainText(MAX_FILTER_CHARACTERS)
  .optional()
  .openapi({ description: 'Part of the title or of the author, in any case.', example: 'lamp' })

export const filterOwner = plainText(MAX_FILTER_CHARACTERS).optional().openapi({
  description: 'Of the books; others than oneself only for a static admin token.',
  example: 'admin',
})

/** Which books a bulk call is about; absent fields don't restrict. */
export const bookFilterFields = {
  audiobook_ids: z
    .array(UuidSchema)
    .min(1)
    .max(MAX_SELECTED_BOOKS)
    .optional()
    .openapi({ description: 'These and no others.' }),
  owner_id: filterOwner,
  status: StatusSchema.optional(),
  q: filterText,
  error_code: ErrorCodeSchema.optional(),
  created_after: filterTime('Made at or after this time.'),
  created_before: filterTime('Made before this time.'),
}

export const bulkLimit = (most: number) =>
  z.int().min(1).max(most).default(most).openapi({ description: 'At most, the newest first.', example: most })

export const dryRunField = z
  .boolean()
  .default(false)
  .openapi({ description: 'Only tell what matches; nothing changes.' })

const BookFilterSchema = z.object(bookFilterFields)

const dateOf = (text: string | undefined) => (text === undefined ? undefined : new Date(text))

export function readBookFilter(filter: z.infer<typeof BookFilterSchema>) {
  const { audiobook_ids, owner_id, status, q, error_code, created_after, created_before } = filter
  return definedFields({
    ids: audiobook_ids,
    ownerId: owner_id,
    status,
    text: q,
    errorCode: error_code,
    createdAfter: dateOf(created_after),
    createdBefore: dateOf(created_before),
  })
}
