import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { createGetUpload } from '../../../usecases/uploads/get-upload.ts'
import type { HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import type { UploadRouteDeps } from './deps.ts'
import { presentSession } from './present.ts'
import { UploadParameters, UploadSessionSchema } from './schemas.ts'

const route = createRoute({
  method: 'get',
  path: '/admin/uploads/{upload_id}',
  operationId: 'getUpload',
  tags: ['Uploads'],
  summary: 'An upload with its files',
  description:
    'Each stored file with what it says of itself: title, author, narrator, duration, chapter marks.',
  security: ADMIN_SECURITY,
  request: { params: UploadParameters },
  responses: {
    200: { description: 'The upload.', content: { 'application/json': { schema: UploadSessionSchema } } },
    ...problemResponses('upload_not_found'),
  },
})

export function registerGetUpload(app: OpenAPIHono<HttpEnv>, deps: UploadRouteDeps): void {
  const getUpload = createGetUpload(deps)
  app.openapi(route, async (c) => {
    const found = await getUpload({ caller: c.get('caller'), uploadId: c.req.valid('param').upload_id })
    return found.isErr() ? problem(c, found.error) : c.json(presentSession(found.value), 200)
  })
}
