import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { createCreateWebhook } from '../../../usecases/webhooks/create-webhook.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { IdempotencyHeadersSchema, idempotencyKey } from '../../idempotency.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { CreatedWebhookSchema, NewWebhookSchema, presentWebhook } from '../../schemas/webhook.ts'

const route = createRoute({
  method: 'post',
  path: '/admin/webhooks',
  operationId: 'createWebhook',
  tags: ['Webhooks'],
  summary: 'Be told of events',
  description:
    'A Supabase user is told of what its own books and uploads do, a static admin token of everything. What is sent stands ' +
    'under `webhooks`. The secret that signs it is answered here and never again, but to a repetition with the same ' +
    '`Idempotency-Key`.',
  security: ADMIN_SECURITY,
  request: {
    headers: IdempotencyHeadersSchema,
    body: { required: true, content: { 'application/json': { schema: NewWebhookSchema } } },
  },
  responses: {
    201: { description: 'Added.', content: { 'application/json': { schema: CreatedWebhookSchema } } },
    ...problemResponses('invalid_webhook_url', 'too_many_webhooks', 'idempotency_key_reused'),
  },
})

export function registerCreateWebhook(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const createWebhook = createCreateWebhook(deps)
  app.openapi(route, async (c) => {
    const body = c.req.valid('json')
    const created = await createWebhook({
      caller: c.get('caller'),
      url: body.url,
      description: body.description,
      eventTypes: body.event_types,
      isActive: body.active,
      idempotency: idempotencyKey(c.req.valid('header')['idempotency-key'], body),
    })
    if (created.isErr()) return problem(c, created.error)
    const { webhook, secret } = created.value
    return c.json({ ...presentWebhook(webhook), secret }, 201)
  })
}
