import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { createUpdateWebhook } from '../../../usecases/webhooks/update-webhook.ts'
import { definedFields } from '../../defined-fields.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { idParameter } from '../../schemas/identifiers.ts'
import { presentWebhook, WebhookEditSchema, WebhookSchema } from '../../schemas/webhook.ts'

const route = createRoute({
  method: 'patch',
  path: '/admin/webhooks/{webhook_id}',
  operationId: 'updateWebhook',
  tags: ['Webhooks'],
  summary: 'Edit, switch off or resume a webhook',
  description:
    'Fields that are left out stay as they are. `active: true` resumes one that is paused or gone, and what waited for it is ' +
    'sent; `active: false` keeps what waits, and nothing of what happens from now on.',
  security: ADMIN_SECURITY,
  request: {
    params: idParameter('webhook_id'),
    body: { required: true, content: { 'application/json': { schema: WebhookEditSchema } } },
  },
  responses: {
    200: { description: 'As it is now.', content: { 'application/json': { schema: WebhookSchema } } },
    ...problemResponses('invalid_webhook_url', 'webhook_not_found'),
  },
})

export function registerUpdateWebhook(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const updateWebhook = createUpdateWebhook(deps)
  app.openapi(route, async (c) => {
    const { url, description, event_types, active } = c.req.valid('json')
    const updated = await updateWebhook({
      ...{ caller: c.get('caller'), webhookId: c.req.valid('param').webhook_id },
      ...definedFields({ url, description, eventTypes: event_types, isActive: active }),
    })
    return updated.isErr() ? problem(c, updated.error) : c.json(presentWebhook(updated.value), 200)
  })
}
