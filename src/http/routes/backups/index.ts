import type { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { registerCreateBackup } from './create.ts'

export function registerBackupRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  registerCreateBackup(app, deps)
}
