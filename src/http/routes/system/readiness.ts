import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { HttpDeps, HttpEnv } from '../../deps.ts'

const ReadinessCheckSchema = z
  .object({
    name: z.string().openapi({ example: 'database' }),
    ok: z.boolean(),
    detail: z
      .string()
      .optional()
      .openapi({ description: 'What is wrong, when it is not ok.', example: 'The database is not there.' }),
  })
  .openapi('ReadinessCheck')

const ReadinessSchema = z
  .object({
    status: z.enum(['ready', 'not_ready']),
    checks: z.array(ReadinessCheckSchema),
  })
  .openapi('Readiness')

const content = { 'application/json': { schema: ReadinessSchema } }

const route = createRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'getReadiness',
  tags: ['System'],
  summary: 'Can jobs run now?',
  description: 'Checks the database, the storage, the queue and the engines.',
  responses: {
    200: { description: 'Everything that jobs need works.', content },
    503: { description: 'Something does not; `checks` says what.', content },
  },
})

export function registerReadiness(app: OpenAPIHono<HttpEnv>, deps: HttpDeps, hide: boolean): void {
  app.openapi({ ...route, hide }, async (c) => {
    const checks = (await deps.readiness()).map((check) => ({ ...check }))
    const headers = { 'Cache-Control': 'no-store' }
    return checks.every((check) => check.ok)
      ? c.json({ status: 'ready' as const, checks }, 200, headers)
      : c.json({ status: 'not_ready' as const, checks }, 503, headers)
  })
}
