import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { createReadAudiobook } from '../../../usecases/audiobooks/read-audiobook.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { apiPath } from '../../mount-path.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { AudiobookDetailSchema } from '../../schemas/audiobook.ts'
import { idParameter } from '../../schemas/identifiers.ts'
import { presentReading } from './presentation.ts'

const route = createRoute({
  method: 'get',
  path: '/admin/audiobooks/{audiobook_id}',
  operationId: 'getAudiobook',
  tags: ['Audiobooks'],
  summary: 'An audiobook with its chapters, summary and tags',
  description: 'What is not made yet is null or empty; a book of several files has an early summary first.',
  security: ADMIN_SECURITY,
  request: { params: idParameter('audiobook_id') },
  responses: {
    200: {
      description: 'The audiobook.',
      content: { 'application/json': { schema: AudiobookDetailSchema } },
    },
    ...problemResponses('audiobook_not_found'),
  },
})

export function registerGetAudiobook(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const readAudiobook = createReadAudiobook(deps)
  app.openapi(route, async (c) => {
    const { audiobook_id: audiobookId } = c.req.valid('param')
    const reading = await readAudiobook({ caller: c.get('caller'), audiobookId })
    if (reading.isErr()) return problem(c, reading.error)
    return c.json(presentReading(reading.value, apiPath(deps), deps.clock.now()), 200)
  })
}
