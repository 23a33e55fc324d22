import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { createReprocessAudiobook } from '../../../usecases/audiobooks/reprocess-audiobooks.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { idParameter } from '../../schemas/identifiers.ts'
import { presentReprocessed, ReprocessedBookSchema, reprocessFields } from './reprocess-schemas.ts'

const ReprocessSchema = z.strictObject(reprocessFields).openapi('Reprocess', {
  example: { stages: ['summarize', 'tag'], force: true, dry_run: false },
})

const route = createRoute({
  method: 'post',
  path: '/admin/audiobooks/{audiobook_id}/reprocess',
  operationId: 'reprocessAudiobook',
  tags: ['Audiobooks'],
  summary: 'Send stages of a book round again',
  description:
    'Transcribe, summarize, tag, embed: any of them. What earlier runs made stays readable until it is replaced. With ' +
    '`force` no job of the book may be under way: 409 `audiobook_processing`.',
  security: ADMIN_SECURITY,
  request: {
    params: idParameter('audiobook_id'),
    body: { required: true, content: { 'application/json': { schema: ReprocessSchema } } },
  },
  responses: {
    202: {
      description: 'What goes round again.',
      content: { 'application/json': { schema: ReprocessedBookSchema } },
    },
    ...problemResponses('audiobook_not_found', 'audiobook_processing'),
  },
})

export function registerReprocessAudiobook(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const reprocess = createReprocessAudiobook(deps)
  app.openapi(route, async (c) => {
    const { audiobook_id: audiobookId } = c.req.valid('param')
    const { dry_run: dryRun, ...request } = c.req.valid('json')
    const book = await reprocess({ caller: c.get('caller'), audiobookId, request, dryRun })
    return book.isErr() ? problem(c, book.error) : c.json(presentReprocessed(book.value), 202)
  })
}
