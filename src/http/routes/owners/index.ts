import type { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { registerDeleteOwnerData } from './delete-data.ts'

export function registerOwnerRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  registerDeleteOwnerData(app, deps)
}
