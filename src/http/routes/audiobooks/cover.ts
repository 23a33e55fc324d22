import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { createOpenCover } from '../../../usecases/audiobooks/open-cover.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { objectBody } from '../../object-body.ts'
import { headers } from '../../openapi/headers.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { idParameter } from '../../schemas/identifiers.ts'

const bytes = z.string().openapi({ format: 'binary' })

const route = createRoute({
  method: 'get',
  path: '/admin/audiobooks/{audiobook_id}/cover',
  operationId: 'getCover',
  tags: ['Audiobooks'],
  summary: 'The cover found in the audio file',
  description: 'Not the one that `cover_image_url` names.',
  security: ADMIN_SECURITY,
  request: { params: idParameter('audiobook_id') },
  responses: {
    200: {
      description: 'The image.',
      headers: headers('Content-Length'),
      content: {
        'image/*': { schema: bytes },
        // What claims to be an image and is none that browsers show.
        'application/octet-stream': { schema: bytes },
      },
    },
    ...problemResponses('audiobook_not_found', 'cover_not_found'),
  },
})

/** The type comes from a file that someone uploaded: only images are served as what they claim to be. */
const safeImageType = (mediaType: string): string =>
  /^image\/(?:jpeg|png|gif|webp|avif|bmp)$/.test(mediaType) ? mediaType : 'application/octet-stream'

export function registerCover(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const openCover = createOpenCover(deps)
  app.openapi(route, async (c) => {
    const { audiobook_id: audiobookId } = c.req.valid('param')
    const cover = await openCover({ caller: c.get('caller'), audiobookId })
    if (cover.isErr()) return problem(c, cover.error)
    const { mediaType, object, localPath } = cover.value
    const whole = { startByte: 0, endByte: object.sizeBytes }
    return new Response(await objectBody(object.body, localPath, whole), {
      headers: {
        'Content-Type': safeImageType(mediaType),
        'Content-Length': String(object.sizeBytes),
        'Cache-Control': 'private, max-age=3600',
      },
    })
  })
}
