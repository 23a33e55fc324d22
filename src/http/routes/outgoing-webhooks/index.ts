import type { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { registerCreateWebhook } from './create.ts'
import { registerDeleteWebhook } from './delete.ts'
import { registerGetDelivery, registerListDeliveries } from './deliveries.ts'
import { registerGetWebhook } from './get.ts'
import { registerListWebhooks } from './list.ts'
import { registerReplayDeliveries, registerReplayDelivery } from './replay.ts'
import { registerRotateSecret } from './rotate-secret.ts'
import { registerTestWebhook } from './test.ts'
import { registerUpdateWebhook } from './update.ts'

export function registerOutgoingWebhookRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  registerCreateWebhook(app, deps)
  registerListWebhooks(app, deps)
  registerGetWebhook(app, deps)
  registerUpdateWebhook(app, deps)
  registerDeleteWebhook(app, deps)
  registerRotateSecret(app, deps)
  registerTestWebhook(app, deps)
  registerListDeliveries(app, deps)
  registerGetDelivery(app, deps)
  registerReplayDelivery(app, deps)
  registerReplayDeliveries(app, deps)
}
