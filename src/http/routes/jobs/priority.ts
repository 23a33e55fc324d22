import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { createSetJobPriority } from '../../../usecases/jobs/set-job-priority.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { idParameter } from '../../schemas/identifiers.ts'
import { JobSchema, PrioritySchema, presentJob } from '../../schemas/job.ts'

const JobPrioritySchema = z.object({ priority: PrioritySchema }).openapi('JobPriority')

const route = createRoute({
  method: 'post',
  path: '/admin/jobs/{job_id}/priority',
  operationId: 'setJobPriority',
  tags: ['Jobs'],
  summary: 'Let a job go earlier or later',
  description:
    'A job that waits moves at once; one that runs goes on, and has the new priority if it must wait again; a failed or ' +
    'cancelled one has it when it is retried. Completed: 409 `job_completed`. The priority of a whole book: `updateAudiobook`.',
  security: ADMIN_SECURITY,
  request: {
    params: idParameter('job_id'),
    body: { required: true, content: { 'application/json': { schema: JobPrioritySchema } } },
  },
  responses: {
    200: { description: 'The job as it is now.', content: { 'application/json': { schema: JobSchema } } },
    ...problemResponses('job_not_found', 'job_completed'),
  },
})

export function registerSetJobPriority(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const setJobPriority = createSetJobPriority(deps)
  app.openapi(route, async (c) => {
    const { job_id: jobId } = c.req.valid('param')
    const { priority } = c.req.valid('json')
    const job = await setJobPriority({ caller: c.get('caller'), jobId, priority })
    return job.isErr() ? problem(c, job.error) : c.json(presentJob(job.value), 200)
  })
}
