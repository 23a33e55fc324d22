import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { createReadDeadLetter } from '../../../usecases/dead-letters/read-dead-letter.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { DeadLetterSchema, presentDeadLetter } from '../../schemas/dead-letter.ts'
import { idParameter } from '../../schemas/identifiers.ts'

const route = createRoute({
  method: 'get',
  path: '/admin/dead-letters/{job_id}',
  operationId: 'getDeadLetter',
  tags: ['Jobs'],
  summary: 'A job that failed for good, and what to do about it',
  description: 'A job that did not fail for good, or was retried since: 404 `dead_letter_not_found`.',
  security: ADMIN_SECURITY,
  request: { params: idParameter('job_id') },
  responses: {
    200: { description: 'The dead letter.', content: { 'application/json': { schema: DeadLetterSchema } } },
    ...problemResponses('dead_letter_not_found'),
  },
})

export function registerGetDeadLetter(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const readDeadLetter = createReadDeadLetter(deps)
  app.openapi(route, async (c) => {
    const { job_id: jobId } = c.req.valid('param')
    const letter = await readDeadLetter({ caller: c.get('caller'), jobId })
    return letter.isErr() ? problem(c, letter.error) : c.json(presentDeadLetter(letter.value), 200)
  })
}
