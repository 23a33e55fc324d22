import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { createRetryJob } from '../../../usecases/jobs/retry-job.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { idParameter } from '../../schemas/identifiers.ts'
import { JobSchema, presentJob } from '../../schemas/job.ts'

const route = createRoute({
  method: 'post',
  path: '/admin/jobs/{job_id}/retry',
  operationId: 'retryJob',
  tags: ['Jobs'],
  summary: 'Send a failed or cancelled job round again',
  description:
    'With all its attempts and with what it saved before. Jobs that were cancelled because of it come back too, and so ' +
    'does what it waits for itself if that failed or was cancelled. Its book is processing again. A job that is ' +
    'pending, processing or completed: 409 `job_not_retryable`.',
  security: ADMIN_SECURITY,
  request: { params: idParameter('job_id') },
  responses: {
    202: {
      description: 'The job, pending again.',
      content: { 'application/json': { schema: JobSchema } },
    },
    ...problemResponses('job_not_found', 'job_not_retryable'),
  },
})

export function registerRetryJob(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const retryJob = createRetryJob(deps)
  app.openapi(route, async (c) => {
    const { job_id: jobId } = c.req.valid('param')
    const job = await retryJob({ caller: c.get('caller'), jobId })
    return job.isErr() ? problem(c, job.error) : c.json(presentJob(job.value), 202)
  })
}
