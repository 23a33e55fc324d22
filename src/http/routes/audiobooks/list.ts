import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Audiobook } from '../../../domain/audiobook/audiobook.ts'
import type { AudiobookSort } from '../../../ports/repositories/audiobooks.ts'
import { createListAudiobooks } from '../../../usecases/audiobooks/list-audiobooks.ts'
import { CursorTimeSchema, cursorCodec, nextCursor } from '../../cursor.ts'
import { definedFields } from '../../defined-fields.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { apiPath } from '../../mount-path.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { AudiobookSchema, MAX_TITLE_CHARACTERS, StatusSchema } from '../../schemas/audiobook.ts'
import { NextCursorSchema, PageQuerySchema } from '../../schemas/pagination.ts'
import { isPlainText, plainText } from '../../schemas/text.ts'
import { presentAudiobook } from './presentation.ts'

const MAX_FILTER_CHARACTERS = 200

const QuerySchema = PageQuerySchema.extend({
  status: StatusSchema.optional().openapi({ description: 'Audiobooks in this state only.' }),
  q: plainText(MAX_FILTER_CHARACTERS)
    .optional()
    .openapi({ description: 'Part of the title or of the author, in any case.', example: 'lamp' }),
  sort: z
    .enum(['created_at', 'title'])
    .default('created_at')
    .openapi({ description: 'What they are ordered by.' }),
  direction: z
    .enum(['asc', 'desc'])
    .optional()
    .openapi({ description: 'Newest first by default; titles from A to Z.' }),
})

const AudiobookListSchema = z
  .object({ items: z.array(AudiobookSchema), next_cursor: NextCursorSchema })
  .openapi('AudiobookList')

const route = createRoute({
  method: 'get',
  path: '/admin/audiobooks',
  operationId: 'listAudiobooks',
  tags: ['Audiobooks'],
  summary: 'List audiobooks',
  description: 'A static admin token sees all, a Supabase user what it owns.',
  security: ADMIN_SECURITY,
  request: { query: QuerySchema },
  responses: {
    200: {
      description: 'A page.',
      content: { 'application/json': { schema: AudiobookListSchema } },
    },
    ...problemResponses('invalid_cursor'),
  },
})

type Direction = 'asc' | 'desc'

/** A cursor is a place in one order; it means nothing in another. */
function cursorsOf(sort: AudiobookSort, direction: Direction) {
  const value =
    sort === 'created_at' ? CursorTimeSchema : z.string().max(MAX_TITLE_CHARACTERS).refine(isPlainText)
  return cursorCodec(`audiobooks:${sort}:${direction}`, z.object({ value, id: z.guid() }))
}

const placeOf = (book: Audiobook, sort: AudiobookSort) => ({
  value: sort === 'title' ? book.title : book.createdAt.toISOString(),
  id: book.id,
})

export function registerListAudiobooks(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const listAudiobooks = createListAudiobooks(deps)
  app.openapi(route, async (c) => {
    const { limit, cursor, status, q, sort, ...query } = c.req.valid('query')
    const direction = query.direction ?? (sort === 'title' ? 'asc' : 'desc')
    const cursors = cursorsOf(sort, direction)
    const after = cursors.decode(cursor)
    if (after.isErr()) return problem(c, after.error, 'query')
    const page = await listAudiobooks({
      caller: c.get('caller'),
      ...definedFields({ status, text: q }),
      request: { after: after.value, limit, sort, direction },
    })
    if (page.isErr()) return problem(c, page.error)
    const items = page.value.items.map((book) => presentAudiobook(book, apiPath(deps)))
    const next_cursor = nextCursor(page.value, (last) => cursors.encode(placeOf(last, sort)))
    return c.json({ items, next_cursor }, 200)
  })
}
