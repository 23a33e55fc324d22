import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { createGetUploadProgress } from '../../../usecases/uploads/get-upload-progress.ts'
import type { HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import type { UploadRouteDeps } from './deps.ts'
import { presentProgress } from './present.ts'
import { UploadParameters, UploadProgressSchema } from './schemas.ts'

const route = createRoute({
  method: 'get',
  path: '/admin/uploads/{upload_id}/progress',
  operationId: 'getUploadProgress',
  tags: ['Uploads'],
  summary: 'How far an upload has come',
  description: 'Moves while a file is being received.',
  security: ADMIN_SECURITY,
  request: { params: UploadParameters },
  responses: {
    200: { description: 'The progress.', content: { 'application/json': { schema: UploadProgressSchema } } },
    ...problemResponses('upload_not_found'),
  },
})

export function registerUploadProgress(app: OpenAPIHono<HttpEnv>, deps: UploadRouteDeps): void {
  const getProgress = createGetUploadProgress(deps)
  app.openapi(route, async (c) => {
    const found = await getProgress({ caller: c.get('caller'), uploadId: c.req.valid('param').upload_id })
    if (found.isErr()) return problem(c, found.error)
    const { upload, progress } = found.value
    return c.json(presentProgress(upload, progress), 200, { 'Cache-Control': 'no-store' })
  })
}
