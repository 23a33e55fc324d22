import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { createFindOwnedWebhook } from '../../../usecases/webhooks/find-owned-webhook.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { idParameter } from '../../schemas/identifiers.ts'
import { presentWebhook, WebhookSchema } from '../../schemas/webhook.ts'

const route = createRoute({
  method: 'get',
  path: '/admin/webhooks/{webhook_id}',
  operationId: 'getWebhook',
  tags: ['Webhooks'],
  summary: 'A webhook and how it fares',
  description: 'Without its secret.',
  security: ADMIN_SECURITY,
  request: { params: idParameter('webhook_id') },
  responses: {
    200: { description: 'The webhook.', content: { 'application/json': { schema: WebhookSchema } } },
    ...problemResponses('webhook_not_found'),
  },
})

export function registerGetWebhook(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const findOwned = createFindOwnedWebhook(deps)
  app.openapi(route, async (c) => {
    const found = await findOwned(c.get('caller'), c.req.valid('param').webhook_id)
    return found.isErr() ? problem(c, found.error) : c.json(presentWebhook(found.value), 200)
  })
}
