import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { createFindOwnedDelivery } from '../../../usecases/webhooks/find-owned-webhook.ts'
import { createListDeliveries } from '../../../usecases/webhooks/list-deliveries.ts'
import { nextCursor, timeCursorCodec } from '../../cursor.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { idParameter } from '../../schemas/identifiers.ts'
import { NextCursorSchema, PageQuerySchema } from '../../schemas/pagination.ts'
import { DeliverySchema, DeliveryStatusSchema, presentDelivery } from '../../schemas/webhook.ts'

const cursors = timeCursorCodec('webhook deliveries')

const DeliveryPageSchema = z
  .object({ items: z.array(DeliverySchema), next_cursor: NextCursorSchema })
  .openapi('WebhookDeliveryPage')

const listRoute = createRoute({
  method: 'get',
  path: '/admin/webhooks/{webhook_id}/deliveries',
  operationId: 'listWebhookDeliveries',
  tags: ['Webhooks'],
  summary: 'What was sent to a webhook',
  description: 'Newest first, with how the last attempt of each ended. They are kept for 30 days by default.',
  security: ADMIN_SECURITY,
  request: {
    params: idParameter('webhook_id'),
    query: PageQuerySchema.extend({ status: DeliveryStatusSchema.optional() }),
  },
  responses: {
    200: {
      description: 'A page of deliveries.',
      content: { 'application/json': { schema: DeliveryPageSchema } },
    },
    ...problemResponses('invalid_cursor', 'webhook_not_found'),
  },
})

export function registerListDeliveries(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const listDeliveries = createListDeliveries(deps)
  app.openapi(listRoute, async (c) => {
    const { cursor, limit, status = null } = c.req.valid('query')
    const after = cursors.decode(cursor)
    if (after.isErr()) return problem(c, after.error, 'query')
    const page = { after: after.value, limit }
    const webhookId = c.req.valid('param').webhook_id
    const listed = await listDeliveries({ caller: c.get('caller'), webhookId, status, page })
    if (listed.isErr()) return problem(c, listed.error)
    const items = listed.value.items.map(presentDelivery)
    return c.json({ items, next_cursor: nextCursor(listed.value, cursors.encode) }, 200)
  })
}

export const deliveryParameters = idParameter('webhook_id').extend(idParameter('delivery_id').shape)

const getRoute = createRoute({
  method: 'get',
  path: '/admin/webhooks/{webhook_id}/deliveries/{delivery_id}',
  operationId: 'getWebhookDelivery',
  tags: ['Webhooks'],
  summary: 'What became of a delivery',
  security: ADMIN_SECURITY,
  description: 'With what was sent, and what the receiver answered.',
  request: { params: deliveryParameters },
  responses: {
    200: { description: 'The delivery.', content: { 'application/json': { schema: DeliverySchema } } },
    ...problemResponses('webhook_not_found', 'delivery_not_found'),
  },
})

export function registerGetDelivery(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const findOwned = createFindOwnedDelivery(deps)
  app.openapi(getRoute, async (c) => {
    const { webhook_id: webhookId, delivery_id: deliveryId } = c.req.valid('param')
    const found = await findOwned(c.get('caller'), webhookId, deliveryId)
    return found.isErr() ? problem(c, found.error) : c.json(presentDelivery(found.value), 200)
  })
}
