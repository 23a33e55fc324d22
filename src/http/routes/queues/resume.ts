import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { createSetPaused } from '../../../usecases/queues/set-paused.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { presentQueue, QueueSchema, queueParameter } from '../../schemas/queue.ts'

const route = createRoute({
  method: 'post',
  path: '/admin/queues/{job_type}/resume',
  operationId: 'resumeQueue',
  tags: ['Queues'],
  summary: 'Start jobs of a paused type again',
  description:
    'What waited is started at once. Only a static admin token may do this: 403 `not_for_owners`. Repeating it is answered ' +
    'alike.',
  security: ADMIN_SECURITY,
  request: { params: queueParameter },
  responses: {
    200: {
      description: 'The queue, open now or before.',
      content: { 'application/json': { schema: QueueSchema } },
    },
    ...problemResponses('not_for_owners'),
  },
})

export function registerResumeQueue(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const setPaused = createSetPaused(deps)
  app.openapi(route, async (c) => {
    const { job_type: type } = c.req.valid('param')
    const queue = await setPaused({ caller: c.get('caller'), type, paused: false })
    return queue.isErr() ? problem(c, queue.error) : c.json(presentQueue(queue.value), 200)
  })
}
