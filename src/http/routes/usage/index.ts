import type { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { registerGetUsage } from './get.ts'

export function registerUsageRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  registerGetUsage(app, deps)
}
