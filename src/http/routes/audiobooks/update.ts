import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { createUpdateAudiobook } from '../../../usecases/audiobooks/update-audiobook.ts'
import { definedFields } from '../../defined-fields.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { apiPath } from '../../mount-path.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { AudiobookSchema, details } from '../../schemas/audiobook.ts'
import { idParameter } from '../../schemas/identifiers.ts'
import { PrioritySchema } from '../../schemas/job.ts'
import { presentAudiobook } from './presentation.ts'

const AudiobookEditSchema = z
  .object({
    title: details.title.optional(),
    author: details.author.optional(),
    narrator: details.narrator.nullable().optional(),
    description: details.description.nullable().optional(),
    language: details.language.optional(),
    is_public: z.boolean().optional(),
    cover_image_url: details.coverImageUrl.nullable().optional(),
    priority: PrioritySchema.optional(),
  })
  .openapi('AudiobookEdit')

const route = createRoute({
  method: 'put',
  path: '/admin/audiobooks/{audiobook_id}',
  operationId: 'updateAudiobook',
  tags: ['Audiobooks'],
  summary: 'Edit an audiobook',
  description:
    'Fields that are left out stay as they are; null empties those that may be empty. A priority is also that of the ' +
    "book's jobs that have not completed: those that wait move at once.",
  security: ADMIN_SECURITY,
  request: {
    params: idParameter('audiobook_id'),
    body: { required: true, content: { 'application/json': { schema: AudiobookEditSchema } } },
  },
  responses: {
    200: {
      description: 'As it is now.',
      content: { 'application/json': { schema: AudiobookSchema } },
    },
    ...problemResponses('audiobook_not_found'),
  },
})

export function registerUpdateAudiobook(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const updateAudiobook = createUpdateAudiobook(deps)
  app.openapi(route, async (c) => {
    const { audiobook_id: audiobookId } = c.req.valid('param')
    const { is_public, cover_image_url, ...rest } = c.req.valid('json')
    const patch = definedFields({ ...rest, isPublic: is_public, coverImageUrl: cover_image_url })
    const updated = await updateAudiobook({ caller: c.get('caller'), audiobookId, patch })
    if (updated.isErr()) return problem(c, updated.error)
    return c.json(presentAudiobook(updated.value, apiPath(deps)), 200)
  })
}
