import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { createCancelJob } from '../../../usecases/jobs/cancel-job.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { idParameter } from '../../schemas/identifiers.ts'
import { JobSchema, presentJob } from '../../schemas/job.ts'

const route = createRoute({
  method: 'post',
  path: '/admin/jobs/{job_id}/cancel',
  operationId: 'cancelJob',
  tags: ['Jobs'],
  summary: 'Cancel a job',
  description:
    'With the jobs that wait for it. Work under way stops at its next heartbeat, within seconds, and nothing of it is ' +
    'accepted from now on. A retry brings the job back, and what was cancelled with it. Repeating it is answered ' +
    'alike; a job that completed or failed: 409 `job_not_cancellable`.',
  security: ADMIN_SECURITY,
  request: { params: idParameter('job_id') },
  responses: {
    200: {
      description: 'The job, cancelled now or before.',
      content: { 'application/json': { schema: JobSchema } },
    },
    ...problemResponses('job_not_found', 'job_not_cancellable'),
  },
})

export function registerCancelJob(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const cancelJob = createCancelJob(deps)
  app.openapi(route, async (c) => {
    const { job_id: jobId } = c.req.valid('param')
    const job = await cancelJob({ caller: c.get('caller'), jobId })
    return job.isErr() ? problem(c, job.error) : c.json(presentJob(job.value), 200)
  })
}
