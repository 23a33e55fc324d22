import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { createReembedBooks, MAX_REEMBEDDED_BOOKS } from '../../../usecases/reembed-books.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { UuidSchema } from '../../schemas/identifiers.ts'
import { JobSchema, presentJob } from '../../schemas/job.ts'

const DEFAULT_LIMIT = 100

const ReembedSchema = z
  .strictObject({
    limit: z
      .int()
      .min(1)
      .max(MAX_REEMBEDDED_BOOKS)
      .default(DEFAULT_LIMIT)
      .openapi({ description: 'Books at most.' }),
    dry_run: z.boolean().default(false).openapi({ description: 'Only tell which books are found.' }),
  })
  .openapi('Reembed', { example: { limit: 100, dry_run: true } })

const ReembeddedSchema = z
  .object({
    model: z
      .string()
      .openapi({ description: 'Of the vectors that the search uses.', example: 'gemini-embedding-001' }),
    dimensions: z.int().openapi({ example: 768 }),
    audiobook_ids: z.array(UuidSchema).openapi({ description: 'Books without vectors of this model.' }),
    has_more: z.boolean().openapi({ description: 'There are more than `limit`: ask again.', example: false }),
    jobs: z.array(JobSchema).openapi({ description: 'New embed jobs; none in a dry run.' }),
  })
  .openapi('Reembedded')

const route = createRoute({
  method: 'post',
  path: '/admin/jobs/reembed',
  operationId: 'reembedBooks',
  tags: ['Jobs'],
  summary: 'Embed books anew after the embedding model was changed',
  description:
    'Vectors of different models are never compared, so the search by meaning does not see a book until it has vectors of ' +
    'the configured model. Each such book gets an embed job; asking twice makes no second one. A book with a failed embed ' +
    'job is left to `retryJob`.',
  security: ADMIN_SECURITY,
  request: { body: { required: true, content: { 'application/json': { schema: ReembedSchema } } } },
  responses: {
    200: { description: 'What was found.', content: { 'application/json': { schema: ReembeddedSchema } } },
  },
})

export function registerReembedBooks(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const reembedBooks = createReembedBooks(deps)
  app.openapi(route, async (c) => {
    const { limit, dry_run: dryRun } = c.req.valid('json')
    const outcome = await reembedBooks({ caller: c.get('caller'), limit, dryRun })
    if (outcome.isErr()) return problem(c, outcome.error)
    const { space, audiobookIds, hasMore, jobs } = outcome.value
    return c.json(
      { ...space, audiobook_ids: [...audiobookIds], has_more: hasMore, jobs: jobs.map(presentJob) },
      200,
    )
  })
}
