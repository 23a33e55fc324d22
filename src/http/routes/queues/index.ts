import type { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { registerListQueues } from './list.ts'
import { registerPauseQueue } from './pause.ts'
import { registerResumeQueue } from './resume.ts'

export function registerQueueRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  registerListQueues(app, deps)
  registerPauseQueue(app, deps)
  registerResumeQueue(app, deps)
}
