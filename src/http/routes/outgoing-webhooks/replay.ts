import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import {
  createReplayDeliveries,
  createReplayDelivery,
  MAX_REPLAYED_DELIVERIES,
} from '../../../usecases/webhooks/replay-deliveries.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { idParameter, TimeSchema } from '../../schemas/identifiers.ts'
import { DeliverySchema, presentDelivery } from '../../schemas/webhook.ts'
import { deliveryParameters } from './deliveries.ts'

const oneRoute = createRoute({
  method: 'post',
  path: '/admin/webhooks/{webhook_id}/deliveries/{delivery_id}/replay',
  operationId: 'replayWebhookDelivery',
  tags: ['Webhooks'],
  summary: 'Send an event again',
  description: 'Under the same `webhook-id`, with all attempts before it. One that waits is sent now.',
  security: ADMIN_SECURITY,
  request: { params: deliveryParameters },
  responses: {
    202: { description: 'It is on its way.', content: { 'application/json': { schema: DeliverySchema } } },
    ...problemResponses('webhook_not_found', 'delivery_not_found'),
  },
})

export function registerReplayDelivery(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const replayDelivery = createReplayDelivery(deps)
  app.openapi(oneRoute, async (c) => {
    const { webhook_id: webhookId, delivery_id: deliveryId } = c.req.valid('param')
    const replayed = await replayDelivery(c.get('caller'), webhookId, deliveryId)
    return replayed.isErr() ? problem(c, replayed.error) : c.json(presentDelivery(replayed.value), 202)
  })
}

const ReplaySchema = z
  .object({
    since: TimeSchema.openapi({ description: 'Deliveries that were made then or later.' }),
    until: TimeSchema.optional().openapi({ description: 'And before then.' }),
    status: z
      .enum(['delivered', 'dead'])
      .optional()
      .openapi({ description: 'Default: both. Pending ones are on their way anyhow.' }),
  })
  .openapi('WebhookReplay')

const ReplayedSchema = z
  .object({
    replayed: z.int().openapi({
      description: `Oldest first, at most ${MAX_REPLAYED_DELIVERIES}; repeat the call for more.`,
      example: 12,
    }),
  })
  .openapi('ReplayedDeliveries')

const manyRoute = createRoute({
  method: 'post',
  path: '/admin/webhooks/{webhook_id}/replay',
  operationId: 'replayWebhookDeliveries',
  tags: ['Webhooks'],
  summary: 'Send everything since a time again',
  description:
    'Of the deliveries that are kept. Receivers know by `webhook-id` what they had before. What happened while the webhook ' +
    'was inactive was not kept for it.',
  security: ADMIN_SECURITY,
  request: {
    params: idParameter('webhook_id'),
    body: { required: true, content: { 'application/json': { schema: ReplaySchema } } },
  },
  responses: {
    202: { description: 'On their way.', content: { 'application/json': { schema: ReplayedSchema } } },
    ...problemResponses('webhook_not_found'),
  },
})

export function registerReplayDeliveries(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const replayDeliveries = createReplayDeliveries(deps)
  app.openapi(manyRoute, async (c) => {
    const { since, until, status = null } = c.req.valid('json')
    const range = { since: new Date(since), until: until === undefined ? null : new Date(until), status }
    const webhookId = c.req.valid('param').webhook_id
    const replayed = await replayDeliveries(c.get('caller'), webhookId, range)
    return replayed.isErr() ? problem(c, replayed.error) : c.json({ replayed: replayed.value }, 202)
  })
}
