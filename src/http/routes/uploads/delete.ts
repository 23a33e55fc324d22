import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { createDeleteUpload } from '../../../usecases/uploads/delete-upload.ts'
import type { HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { UPLOAD_OVER } from '../../problem-catalog.ts'
import type { UploadRouteDeps } from './deps.ts'
import { UploadParameters } from './schemas.ts'

const route = createRoute({
  method: 'delete',
  path: '/admin/uploads/{upload_id}',
  operationId: 'deleteUpload',
  tags: ['Uploads'],
  summary: 'Cancel or remove an upload',
  description:
    'An unfinished upload is cancelled and stays visible as such; one that has ended is removed. Its files go in ' +
    'both cases. An upload that became an audiobook is in use (409) and goes with its book.',
  security: ADMIN_SECURITY,
  request: { params: UploadParameters },
  responses: {
    204: { description: 'Cancelled or removed.' },
    ...problemResponses('upload_not_found', 'upload_in_use', 'upload_receiving', ...UPLOAD_OVER),
  },
})

export function registerDeleteUpload(app: OpenAPIHono<HttpEnv>, deps: UploadRouteDeps): void {
  const deleteUpload = createDeleteUpload(deps)
  app.openapi(route, async (c) => {
    const deleted = await deleteUpload({ caller: c.get('caller'), uploadId: c.req.valid('param').upload_id })
    return deleted.isErr() ? problem(c, deleted.error) : c.body(null, 204)
  })
}
