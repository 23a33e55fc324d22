import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { createRotateWebhookSecret } from '../../../usecases/webhooks/rotate-webhook-secret.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { idParameter } from '../../schemas/identifiers.ts'
import { SecretSchema } from '../../schemas/webhook.ts'

const MAX_OVERLAP_HOURS = 168
const DEFAULT_OVERLAP_HOURS = 24
const HOUR_MS = 3_600_000

const RotationSchema = z
  .object({
    overlap_hours: z
      .number()
      .min(0)
      .max(MAX_OVERLAP_HOURS)
      .default(DEFAULT_OVERLAP_HOURS)
      .openapi({ description: 'How long the old secret signs too; 0: not at all.', example: 24 }),
  })
  .openapi('SecretRotation')

const RotatedSecretSchema = z.object({ secret: SecretSchema }).openapi('RotatedSecret')

const route = createRoute({
  method: 'post',
  path: '/admin/webhooks/{webhook_id}/rotate-secret',
  operationId: 'rotateWebhookSecret',
  tags: ['Webhooks'],
  summary: 'Replace the secret of a webhook',
  description:
    'What is sent carries the signatures of both secrets until the overlap ends, so that the receiver can change in between.',
  security: ADMIN_SECURITY,
  request: {
    params: idParameter('webhook_id'),
    body: { required: true, content: { 'application/json': { schema: RotationSchema } } },
  },
  responses: {
    200: { description: 'The new one.', content: { 'application/json': { schema: RotatedSecretSchema } } },
    ...problemResponses('webhook_not_found'),
  },
})

export function registerRotateSecret(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const rotateSecret = createRotateWebhookSecret(deps)
  app.openapi(route, async (c) => {
    const overlapMs = c.req.valid('json').overlap_hours * HOUR_MS
    const webhookId = c.req.valid('param').webhook_id
    const rotated = await rotateSecret({ caller: c.get('caller'), webhookId, overlapMs })
    return rotated.isErr() ? problem(c, rotated.error) : c.json({ secret: rotated.value }, 200)
  })
}
