import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { createListUploads } from '../../../usecases/uploads/list-uploads.ts'
import { nextCursor, timeCursorCodec } from '../../cursor.ts'
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
  summary: 'List uploads',
  description: 'Newest first. A static admin token sees all, a Supabase user what it owns.',
  security: ADMIN_SECURITY,
  request: { query: ListUploadsQuerySchema },
  responses: {
    200: { description: 'A page of uploads.', content: { 'application/json': { schema: UploadPageSchema } } },
    ...problemResponses('invalid_cursor'),
  },
})

export function registerListUploads(app: OpenAPIHono<HttpEnv>, deps: UploadRouteDeps): void {
  const listUploads = createListUploads(deps)
  app.openapi(route, async (c) => {
    const { cursor, limit, status } = c.req.valid('query')
    const after = cursors.decode(cursor)
    if (after.isErr()) return problem(c, after.error, 'query')
    const page = { after: after.value, limit }
    const listed = await listUploads({ caller: c.get('caller'), status: status ?? null, page })
    if (listed.isErr()) return problem(c, listed.error)
    const uploads = listed.value.items.map(presentUpload)
    return c.json({ uploads, next_cursor: nextCursor(listed.value, cursors.encode) }, 200)
  })
}
