import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { createReadJob } from '../../../usecases/jobs/read-job.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { idParameter } from '../../schemas/identifiers.ts'
import { JobSchema, presentJob } from '../../schemas/job.ts'

const route = createRoute({
  method: 'get',
  path: '/admin/jobs/{job_id}',
  operationId: 'getJob',
  tags: ['Jobs'],
  summary: 'A job with all its failures',
  description: 'Its state, what it waits for and every failure so far.',
  security: ADMIN_SECURITY,
  request: { params: idParameter('job_id') },
  responses: {
    200: { description: 'The job.', content: { 'application/json': { schema: JobSchema } } },
    ...problemResponses('job_not_found'),
  },
})

export function registerGetJob(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const readJob = createReadJob(deps)
  app.openapi(route, async (c) => {
    const { job_id: jobId } = c.req.valid('param')
    const job = await readJob({ caller: c.get('caller'), jobId })
    return job.isErr() ? problem(c, job.error) : c.json(presentJob(job.value), 200)
  })
}
