import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { createReprocessAudiobooks } from '../../../usecases/audiobooks/reprocess-audiobooks.ts'
import { MAX_SELECTED_BOOKS } from '../../../usecases/audiobooks/select-audiobooks.ts'
import { timeCursorCodec } from '../../cursor.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { bookFilterFields, bulkLimit, readBookFilter } from '../../schemas/book-selection.ts'
import { NextCursorSchema, PageQuerySchema } from '../../schemas/pagination.ts'
import { presentReprocessed, ReprocessedBookSchema, reprocessFields } from './reprocess-schemas.ts'

/** Strict: a filter with a typing error in its name would be for more than was meant. */
const ReprocessBooksSchema = z
  .strictObject({
    ...bookFilterFields,
    ...reprocessFields,
    limit: bulkLimit(MAX_SELECTED_BOOKS),
    after: PageQuerySchema.shape.cursor.openapi({
      description: '`next` of the call before.',
      param: { name: 'after', in: 'query' },
    }),
  })
  .openapi('ReprocessBooks', {
    example: { status: 'completed', stages: ['summarize'], force: true, limit: 100, dry_run: true },
  })

const ReprocessedBooksSchema = z
  .object({
    has_more: z
      .boolean()
      .openapi({ description: 'More books match: ask again with `next`.', example: false }),
    next: NextCursorSchema.openapi({ description: 'Give it as `after`; null when there are no more.' }),
    books: z.array(ReprocessedBookSchema).openapi({ description: 'Those that match, at most `limit`.' }),
  })
  .openapi('ReprocessedBooks')

const cursors = timeCursorCodec('reprocess')

const route = createRoute({
  method: 'post',
  path: '/admin/audiobooks/reprocess',
  operationId: 'reprocessAudiobooks',
  tags: ['Audiobooks'],
  summary: 'Send stages of all books that match round again',
  description:
    'As `reprocessAudiobook` does for one, the newest first. A book of which jobs are under way is `busy` and left alone ' +
    'when `force` is asked for; the others go on.',
  security: ADMIN_SECURITY,
  request: {
    body: { required: true, content: { 'application/json': { schema: ReprocessBooksSchema } } },
  },
  responses: {
    200: {
      description: 'What became of each book, or would.',
      content: { 'application/json': { schema: ReprocessedBooksSchema } },
    },
    ...problemResponses('invalid_cursor'),
  },
})

export function registerReprocessAudiobooks(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const reprocess = createReprocessAudiobooks(deps)
  app.openapi(route, async (c) => {
    const { stages, force, dry_run: dryRun, limit, after, ...filter } = c.req.valid('json')
    const place = cursors.decode(after)
    if (place.isErr()) return problem(c, place.error)
    const outcome = await reprocess({
      ...{ caller: c.get('caller'), filter: readBookFilter(filter), after: place.value, limit },
      ...{ request: { stages, force }, dryRun },
    })
    if (outcome.isErr()) return problem(c, outcome.error)
    const { books, next } = outcome.value
    return c.json(
      {
        has_more: next !== null,
        next: next === null ? null : cursors.encode(next),
        books: books.map(presentReprocessed),
      },
      200,
    )
  })
}
