import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { createDeleteAudiobooks } from '../../../usecases/audiobooks/delete-audiobooks.ts'
import { MAX_SELECTED_BOOKS } from '../../../usecases/audiobooks/select-audiobooks.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { bookFilterFields, bulkLimit, dryRunField, readBookFilter } from '../../schemas/book-selection.ts'
import { UuidSchema } from '../../schemas/identifiers.ts'

const DeleteBooksSchema = z
  .strictObject({ ...bookFilterFields, limit: bulkLimit(MAX_SELECTED_BOOKS), dry_run: dryRunField })
  .openapi('DeleteBooks', {
    example: { status: 'failed', created_before: '2026-11-01T00:00:00.000Z', limit: 100, dry_run: true },
  })

const DeletedBooksSchema = z
  .object({
    deleted: z.int().openapi({ description: '0 in a dry run.', example: 2 }),
    has_more: z.boolean().openapi({ description: 'More match than `limit`: ask again.', example: false }),
    audiobook_ids: z.array(UuidSchema).openapi({ description: 'Removed; in a dry run those that match.' }),
  })
  .openapi('DeletedBooks')

const route = createRoute({
  method: 'post',
  path: '/admin/audiobooks/delete',
  operationId: 'deleteAudiobooks',
  tags: ['Audiobooks'],
  summary: 'Delete all books that match',
  description:
    'As `deleteAudiobook` does for one, the newest first. Without any filter: 400 `filter_needed`, and nothing is deleted.',
  security: ADMIN_SECURITY,
  request: { body: { required: true, content: { 'application/json': { schema: DeleteBooksSchema } } } },
  responses: {
    200: {
      description: 'What was deleted, or would be.',
      content: { 'application/json': { schema: DeletedBooksSchema } },
    },
    ...problemResponses('filter_needed'),
  },
})

export function registerDeleteAudiobooks(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const deleteAudiobooks = createDeleteAudiobooks(deps)
  app.openapi(route, async (c) => {
    const { limit, dry_run: dryRun, ...filter } = c.req.valid('json')
    const outcome = await deleteAudiobooks({
      ...{ caller: c.get('caller'), filter: readBookFilter(filter), limit, dryRun },
    })
    if (outcome.isErr()) return problem(c, outcome.error)
    const { audiobookIds, hasMore } = outcome.value
    const deleted = dryRun ? 0 : audiobookIds.length
    return c.json({ deleted, has_more: hasMore, audiobook_ids: [...audiobookIds] }, 200)
  })
}
