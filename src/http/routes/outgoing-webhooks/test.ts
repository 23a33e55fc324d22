import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { createTestWebhook } from '../../../usecases/webhooks/test-webhook.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { idParameter } from '../../schemas/identifiers.ts'
import { DeliverySchema, presentDelivery } from '../../schemas/webhook.ts'
import { renderTest } from '../../schemas/webhook-payload.ts'

const route = createRoute({
  method: 'post',
  path: '/admin/webhooks/{webhook_id}/test',
  operationId: 'testWebhook',
  tags: ['Webhooks'],
  summary: 'Send a test event',
  description: 'Also to a webhook that is not active. `getWebhookDelivery` tells what became of it.',
  security: ADMIN_SECURITY,
  request: { params: idParameter('webhook_id') },
  responses: {
    202: { description: 'It is on its way.', content: { 'application/json': { schema: DeliverySchema } } },
    ...problemResponses('webhook_not_found'),
  },
})

export function registerTestWebhook(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const testWebhook = createTestWebhook(deps)
  app.openapi(route, async (c) => {
    const webhookId = c.req.valid('param').webhook_id
    const bodyOf = (eventId: string) => renderTest(eventId, webhookId, deps.clock.now())
    const sent = await testWebhook(c.get('caller'), webhookId, bodyOf)
    return sent.isErr() ? problem(c, sent.error) : c.json(presentDelivery(sent.value), 202)
  })
}
