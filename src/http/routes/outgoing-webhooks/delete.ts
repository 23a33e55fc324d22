import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { createDeleteWebhook } from '../../../usecases/webhooks/delete-webhook.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { idParameter } from '../../schemas/identifiers.ts'

const route = createRoute({
  method: 'delete',
  path: '/admin/webhooks/{webhook_id}',
  operationId: 'deleteWebhook',
  tags: ['Webhooks'],
  summary: 'Remove a webhook',
  description: 'With its secret and its deliveries. What is being sent in this moment may still arrive.',
  security: ADMIN_SECURITY,
  request: { params: idParameter('webhook_id') },
  responses: { 204: { description: 'Removed.' }, ...problemResponses('webhook_not_found') },
})

export function registerDeleteWebhook(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const deleteWebhook = createDeleteWebhook(deps)
  app.openapi(route, async (c) => {
    const deleted = await deleteWebhook(c.get('caller'), c.req.valid('param').webhook_id)
    return deleted.isErr() ? problem(c, deleted.error) : c.body(null, 204)
  })
}
