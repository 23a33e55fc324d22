import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { createSetPaused } from '../../../usecases/queues/set-paused.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { presentQueue, QueueSchema, queueParameter } from '../../schemas/queue.ts'

const route = createRoute({
  method: 'post',
  path: '/admin/queues/{job_type}/pause',
  operationId: 'pauseQueue',
  tags: ['Queues'],
  summary: 'Start no more jobs of a type',
  description:
    'In no process, until `resumeQueue`; jobs that run go on. It outlives restarts, and the loss of the queue. Only a static ' +
    'admin token may do this, for all owners share the queues: 403 `not_for_owners`. Repeating it is answered alike.',
  security: ADMIN_SECURITY,
  request: { params: queueParameter },
  responses: {
    200: {
      description: 'The queue, paused now or before.',
      content: { 'application/json': { schema: QueueSchema } },
    },
    ...problemResponses('not_for_owners'),
  },
})

export function registerPauseQueue(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const setPaused = createSetPaused(deps)
  app.openapi(route, async (c) => {
    const { job_type: type } = c.req.valid('param')
    const queue = await setPaused({ caller: c.get('caller'), type, paused: true })
    return queue.isErr() ? problem(c, queue.error) : c.json(presentQueue(queue.value), 200)
  })
}
