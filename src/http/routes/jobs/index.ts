import type { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { registerHeartbeats } from './heartbeats.ts'
import { registerReportJob } from './report.ts'

export function registerJobRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  registerReportJob(app, deps)
  registerHeartbeats(app, deps)
}
