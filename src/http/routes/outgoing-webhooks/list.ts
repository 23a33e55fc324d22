import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { createListWebhooks } from '../../../usecases/webhooks/list-webhooks.ts'
import { nextCursor, timeCursorCodec } from '../../cursor.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { NextCursorSchema, PageQuerySchema } from '../../schemas/pagination.ts'
import { presentWebhook, WebhookSchema } from '../../schemas/webhook.ts'

const cursors = timeCursorCodec('webhooks')

const WebhookPageSchema = z
  .object({ items: z.array(WebhookSchema), next_cursor: NextCursorSchema })
  .openapi('WebhookPage')

const route = createRoute({
  method: 'get',
  path: '/admin/webhooks',
  operationId: 'listWebhooks',
  tags: ['Webhooks'],
  summary: 'List webhooks',
  description: 'Newest first, without their secrets. A static admin token sees all, a Supabase user its own.',
  security: ADMIN_SECURITY,
  request: { query: PageQuerySchema },
  responses: {
    200: { description: 'A page of them.', content: { 'application/json': { schema: WebhookPageSchema } } },
    ...problemResponses('invalid_cursor'),
  },
})

export function registerListWebhooks(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const listWebhooks = createListWebhooks(deps)
  app.openapi(route, async (c) => {
    const { cursor, limit } = c.req.valid('query')
    const after = cursors.decode(cursor)
    if (after.isErr()) return problem(c, after.error, 'query')
    const listed = await listWebhooks(c.get('caller'), { after: after.value, limit })
    if (listed.isErr()) return problem(c, listed.error)
    const items = listed.value.items.map(presentWebhook)
    return c.json({ items, next_cursor: nextCursor(listed.value, cursors.encode) }, 200)
  })
}
