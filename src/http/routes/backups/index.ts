import type { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { registerMakeBackup } from './make.ts'

export function registerBackupRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  registerMakeBackup(app, deps)
}
