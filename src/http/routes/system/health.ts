import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { HttpEnv } from '../../deps.ts'

const HealthSchema = z.object({ status: z.literal('ok') }).openapi('Health')

const route = createRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'getHealth',
  tags: ['System'],
  summary: 'Is the process alive?',
  description: 'Answers as long as the process does; says nothing of the services that it needs.',
  responses: {
    200: { description: 'Alive.', content: { 'application/json': { schema: HealthSchema } } },
  },
})

export function registerHealth(app: OpenAPIHono<HttpEnv>, hide: boolean): void {
  app.openapi({ ...route, hide }, (c) =>
    c.json({ status: 'ok' as const }, 200, { 'Cache-Control': 'no-store' }),
  )
}
