import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { createDeleteAudiobook } from '../../../usecases/audiobooks/delete-audiobook.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { idParameter } from '../../schemas/identifiers.ts'

const route = createRoute({
  method: 'delete',
  path: '/admin/audiobooks/{audiobook_id}',
  operationId: 'deleteAudiobook',
  tags: ['Audiobooks'],
  summary: 'Delete an audiobook',
  description: 'With its upload, files, jobs, transcripts and all that was made from them. Work on it stops.',
  security: ADMIN_SECURITY,
  request: { params: idParameter('audiobook_id') },
  responses: {
    204: { description: 'Gone.' },
    ...problemResponses('audiobook_not_found'),
  },
})

export function registerDeleteAudiobook(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const deleteAudiobook = createDeleteAudiobook(deps)
  app.openapi(route, async (c) => {
    const { audiobook_id: audiobookId } = c.req.valid('param')
    const deleted = await deleteAudiobook({ caller: c.get('caller'), audiobookId })
    return deleted.isErr() ? problem(c, deleted.error) : c.body(null, 204)
  })
}
