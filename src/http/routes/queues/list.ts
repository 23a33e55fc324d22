import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { ResultAsync } from 'neverthrow'
import { createEstimateQueues } from '../../../usecases/progress/estimate-queues.ts'
import { createListQueues } from '../../../usecases/queues/list-queues.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { presentQueue, QueueSchema } from '../../schemas/queue.ts'

const QueueListSchema = z.object({ items: z.array(QueueSchema) }).openapi('QueueList')

const route = createRoute({
  method: 'get',
  path: '/admin/queues',
  operationId: 'listQueues',
  tags: ['Queues'],
  summary: 'The queues: what waits, what runs, what is paused',
  description: 'One a type of jobs. Jobs of all owners are counted, as they share the queues.',
  security: ADMIN_SECURITY,
  responses: {
    200: { description: 'All of them.', content: { 'application/json': { schema: QueueListSchema } } },
  },
})

export function registerListQueues(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const listQueues = createListQueues(deps)
  const estimateQueues = createEstimateQueues(deps)
  app.openapi(route, async (c) => {
    const looked = await ResultAsync.combine([listQueues(), estimateQueues()])
    if (looked.isErr()) return problem(c, looked.error)
    const [queues, estimates] = looked.value
    return c.json({ items: queues.map((queue) => presentQueue(queue, estimates[queue.type])) }, 200)
  })
}
