import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { createListDeadLetters } from '../../../usecases/dead-letters/list-dead-letters.ts'
import { nextCursor, timeCursorCodec } from '../../cursor.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import {
  DeadLetterSchema,
  failureFilterFields,
  presentDeadLetter,
  readFailureFilter,
} from '../../schemas/dead-letter.ts'
import { NextCursorSchema, PageQuerySchema } from '../../schemas/pagination.ts'

const DeadLetterListSchema = z
  .object({ items: z.array(DeadLetterSchema), next_cursor: NextCursorSchema })
  .openapi('DeadLetterList')

const cursors = timeCursorCodec('dead_letters')

const route = createRoute({
  method: 'get',
  path: '/admin/dead-letters',
  operationId: 'listDeadLetters',
  tags: ['Jobs'],
  summary: 'Jobs that failed for good, and what to do about them',
  description:
    'Those made last first. Each with its book, every failure, what it saved, and a suggested action. `retryJobs` takes the ' +
    'same filters and sends them round again.',
  security: ADMIN_SECURITY,
  request: { query: PageQuerySchema.extend(failureFilterFields) },
  responses: {
    200: { description: 'A page.', content: { 'application/json': { schema: DeadLetterListSchema } } },
    ...problemResponses('invalid_cursor'),
  },
})

export function registerListDeadLetters(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const listDeadLetters = createListDeadLetters(deps)
  app.openapi(route, async (c) => {
    const { cursor, limit, ...given } = c.req.valid('query')
    const after = cursors.decode(cursor)
    if (after.isErr()) return problem(c, after.error, 'query')
    const listed = await listDeadLetters({
      caller: c.get('caller'),
      filter: readFailureFilter(given),
      request: { after: after.value, limit },
    })
    if (listed.isErr()) return problem(c, listed.error)
    const { letters, page } = listed.value
    return c.json(
      { items: letters.map(presentDeadLetter), next_cursor: nextCursor(page, cursors.encode) },
      200,
    )
  })
}
