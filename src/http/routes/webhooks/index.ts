import type { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { registerRevAiWebhook } from './revai.ts'

export function registerWebhookRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  registerRevAiWebhook(app, deps)
}
