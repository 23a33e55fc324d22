import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { ok } from 'neverthrow'
import { createListUploads } from '../../../usecases/uploads/list-uploads.ts'
import { timeCursorCodec } from '../../cursor.ts'
import type { HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import type { UploadRouteDeps } from './deps.ts'
import { presentUpload } from './present.ts'
import { ListUploadsQuerySchema, UploadPageSchema } from './schemas.ts'

const cursors = timeCursorCodec('uploads')

const route = createRoute({
  method: 'get',
  path: '/admin/uploads',
  operationId: 'listUploads',
  tags: ['Uploads'],
  summary: 'Uploads, newest first',
  security: ADMIN_SECURITY,
  request: { query: ListUploadsQuerySchema },
  responses: {
    200: { description: 'A page of uploads.', content: { 'application/json': { schema: UploadPageSchema } } },
    ...problemResponses(),
  },
})

export function registerListUploads(app: OpenAPIHono<HttpEnv>, deps: UploadRouteDeps): void {
  const listUploads = createListUploads(deps)
  app.openapi(route, async (c) => {
    const { cursor, limit, status } = c.req.valid('query')
    const after = cursor === undefined ? ok(null) : cursors.decode(cursor)
    if (after.isErr()) return problem(c, after.error, 'query')
    const page = { after: after.value, limit }
    const listed = await listUploads({ caller: c.get('caller'), status: status ?? null, page })
    if (listed.isErr()) return problem(c, listed.error)
    const { items, hasMore } = listed.value
    const last = items.at(-1)
    const nextCursor = hasMore && last !== undefined ? cursors.encode(last) : null
    return c.json({ uploads: items.map(presentUpload), next_cursor: nextCursor }, 200)
  })
}
