import type { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { registerSearch } from './search.ts'

export function registerSearchRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  registerSearch(app, deps)
}
