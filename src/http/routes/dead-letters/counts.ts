import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { MAX_FAILURE_CLASSES } from '../../../ports/repositories/jobs.ts'
import { createCountDeadLetters } from '../../../usecases/dead-letters/count-dead-letters.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import {
  DeadLetterClassSchema,
  FailureFilterSchema,
  presentClass,
  readFailureFilter,
} from '../../schemas/dead-letter.ts'

const DeadLetterCountsSchema = z
  .object({
    total: z.int().openapi({ description: 'Dead letters of these classes.', example: 14 }),
    classes: z.array(DeadLetterClassSchema).openapi({
      description: `The most frequent first; at most ${MAX_FAILURE_CLASSES}.`,
    }),
  })
  .openapi('DeadLetterCounts')

const route = createRoute({
  method: 'get',
  path: '/admin/dead-letters/counts',
  operationId: 'getDeadLetterCounts',
  tags: ['Jobs'],
  summary: 'How many jobs failed alike',
  description:
    'By type of job, kind and code of the failure, with what to do about each. Filters as in `listDeadLetters`.',
  security: ADMIN_SECURITY,
  request: { query: FailureFilterSchema },
  responses: {
    200: { description: 'By class.', content: { 'application/json': { schema: DeadLetterCountsSchema } } },
  },
})

export function registerCountDeadLetters(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const countDeadLetters = createCountDeadLetters(deps)
  app.openapi(route, async (c) => {
    const filter = readFailureFilter(c.req.valid('query'))
    const counted = await countDeadLetters({ caller: c.get('caller'), filter })
    if (counted.isErr()) return problem(c, counted.error)
    const classes = counted.value.map(presentClass)
    return c.json({ total: classes.reduce((sum, { count }) => sum + count, 0), classes }, 200)
  })
}
