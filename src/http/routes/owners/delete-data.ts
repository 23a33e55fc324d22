import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { createDeleteOwnerData, MAX_DELETED_OF_OWNER } from '../../../usecases/owners/delete-owner-data.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'

const MAX_OWNER_LENGTH = 200

const parameters = z.object({
  owner_id: z
    .string()
    .min(1)
    .max(MAX_OWNER_LENGTH)
    .openapi({
      param: { name: 'owner_id', in: 'path' },
      description: 'The subject of the tokens of the owner.',
      example: '5f9d7b7e-6a0c-4d57-9b25-4a1c6f0e2d11',
    }),
})
const query = z.object({
  dry_run: z
    .enum(['true', 'false'])
    .default('false')
    .openapi({
      param: { name: 'dry_run', in: 'query' },
      description: 'Says what would be deleted, and deletes nothing.',
    }),
})

const DeletedOwnerDataSchema = z
  .object({
    owner_id: z.string().openapi({ example: '5f9d7b7e-6a0c-4d57-9b25-4a1c6f0e2d11' }),
    dry_run: z.boolean().openapi({ example: false }),
    audiobooks: z.int().openapi({ description: 'Books deleted, or that would be.', example: 12 }),
    uploads: z.int().openapi({ description: 'Uploads without a book, likewise.', example: 1 }),
    webhooks: z.int().openapi({ description: 'Webhooks, with their deliveries, likewise.', example: 1 }),
    has_more: z.boolean().openapi({ description: 'More is there: ask again.', example: false }),
  })
  .openapi('DeletedOwnerData')

const route = createRoute({
  method: 'delete',
  path: '/admin/owners/{owner_id}/data',
  operationId: 'deleteOwnerData',
  tags: ['System'],
  summary: 'Delete everything of an owner',
  description:
    'Books with their audio, transcripts, summaries, tags, vectors and jobs, uploads, and webhooks. Jobs that run are stopped: their ' +
    `workers are refused at their next report. At most ${MAX_DELETED_OF_OWNER} books and as many uploads a call: ask again while ` +
    '`has_more` is true. A file that is being received just now is left for a later call. Stored objects go within minutes. ' +
    'What remains is what providers billed (numbers, no content), and events until `EVENTS_KEEP_HOURS` have passed. Only a ' +
    'static admin token may do this: 403 `owner_not_yours`. Repeating it, or naming an owner that has nothing, deletes nothing.',
  security: ADMIN_SECURITY,
  request: { params: parameters, query },
  responses: {
    200: {
      description: 'What was deleted, or would be.',
      content: { 'application/json': { schema: DeletedOwnerDataSchema } },
    },
    ...problemResponses('owner_not_yours'),
  },
})

export function registerDeleteOwnerData(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const deleteOwnerData = createDeleteOwnerData(deps)
  app.openapi(route, async (c) => {
    const { owner_id: ownerId } = c.req.valid('param')
    const dryRun = c.req.valid('query').dry_run === 'true'
    const deleted = await deleteOwnerData({ caller: c.get('caller'), ownerId, dryRun })
    if (deleted.isErr()) return problem(c, deleted.error)
    const { audiobooks, uploads, webhooks, hasMore } = deleted.value
    return c.json(
      { owner_id: ownerId, dry_run: dryRun, audiobooks, uploads, webhooks, has_more: hasMore },
      200,
    )
  })
}
