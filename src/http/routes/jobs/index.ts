import type { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { registerCancelJob } from './cancel.ts'
import { registerCancelJobs } from './cancel-all.ts'
import { registerGetJob } from './get.ts'
import { registerHeartbeats } from './heartbeats.ts'
import { registerListJobs } from './list.ts'
import { registerSetJobPriority } from './priority.ts'
import { registerReembedBooks } from './reembed.ts'
import { registerReportJob } from './report.ts'
import { registerReportJobs } from './report-several.ts'
import { registerRetryJob } from './retry.ts'
import { registerRetryJobs } from './retry-all.ts'

export function registerJobRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  registerListJobs(app, deps)
  registerGetJob(app, deps)
  registerRetryJobs(app, deps)
  registerCancelJobs(app, deps)
  registerReembedBooks(app, deps)
  registerRetryJob(app, deps)
  registerCancelJob(app, deps)
  registerSetJobPriority(app, deps)
  registerReportJob(app, deps)
  registerReportJobs(app, deps)
  registerHeartbeats(app, deps)
}
