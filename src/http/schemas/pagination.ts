import { z } from '@hono/zod-openapi'
import { COMPONENT_NAME } from '../openapi/share-parameters.ts'

export const MAX_PAGE_ITEMS = 100
export const DEFAULT_PAGE_ITEMS = 20
/** Long enough for a cursor that holds a title of 500 characters. */
const MAX_CURSOR_LENGTH = 4096

const PAGE_CURSOR = 'WyJqb2JzIix7ImNyZWF0ZWRBdCI6IjIwMjYtMTEtMjNUMDk6MzA6MDAuMDAwWiJ9XQ'

/** Query parameters of every list. */
export const PageQuerySchema = z.object({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_PAGE_ITEMS)
    .default(DEFAULT_PAGE_ITEMS)
    .openapi({ description: 'Items on a page.', example: 20, param: { [COMPONENT_NAME]: 'PageLimit' } }),
  cursor: z
    .string()
    .min(1)
    .max(MAX_CURSOR_LENGTH)
    .optional()
    .openapi({
      description: '`next_cursor` of the page before.',
      example: PAGE_CURSOR,
      param: { [COMPONENT_NAME]: 'PageCursor' },
    }),
})

export const NextCursorSchema = z.string().nullable().openapi({
  description: 'Give it as `cursor` for the next page; null on the last one.',
  example: PAGE_CURSOR,
})
