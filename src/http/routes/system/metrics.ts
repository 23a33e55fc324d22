import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import type { Metrics } from '../../metrics/metrics.ts'

const route = createRoute({
  method: 'get',
  path: '/metrics',
  operationId: 'getMetrics',
  tags: ['System'],
  summary: 'Metrics for Prometheus',
  description: 'Requests, jobs, queue, providers, uploads, database and process: docs/metrics.md lists them.',
  responses: {
    200: {
      description: 'Prometheus text exposition.',
      content: { 'text/plain': { schema: z.string().openapi({ example: 'chapterwise_jobs{…} 4' }) } },
    },
  },
})

export function registerMetrics(
  app: OpenAPIHono<HttpEnv>,
  deps: HttpDeps,
  metrics: Metrics,
  hide: boolean,
): void {
  app.openapi({ ...route, hide }, async (c) => {
    const text = await metrics.render(deps)
    return c.text(text, 200, { 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' })
  })
}
