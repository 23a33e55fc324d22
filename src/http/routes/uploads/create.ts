import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { createCreateUpload } from '../../../usecases/uploads/create-upload.ts'
import type { HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { IdempotencyHeadersSchema, idempotencyKey } from '../../idempotency.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import type { UploadRouteDeps } from './deps.ts'
import { CreatedUploadSchema, CreateUploadSchema } from './schemas.ts'

const route = createRoute({
  method: 'post',
  path: '/admin/uploads',
  operationId: 'createUpload',
  tags: ['Uploads'],
  summary: 'Open an upload',
  description:
    'A session that takes the files of one audiobook. It expires when nothing is sent for 24 hours.',
  security: ADMIN_SECURITY,
  request: {
    headers: IdempotencyHeadersSchema,
    body: { required: true, content: { 'application/json': { schema: CreateUploadSchema } } },
  },
  responses: {
    201: { description: 'Opened.', content: { 'application/json': { schema: CreatedUploadSchema } } },
    ...problemResponses('invalid_upload', 'idempotency_key_reused'),
  },
})

export function registerCreateUpload(app: OpenAPIHono<HttpEnv>, deps: UploadRouteDeps): void {
  const createUpload = createCreateUpload(deps)
  app.openapi(route, async (c) => {
    const body = c.req.valid('json')
    const created = await createUpload({
      caller: c.get('caller'),
      type: body.upload_type,
      totalFiles: body.total_files,
      totalSizeBytes: body.total_size_bytes,
      idempotency: idempotencyKey(c.req.valid('header')['idempotency-key'], body),
    })
    if (created.isErr()) return problem(c, created.error)
    const { id, status } = created.value
    c.set('made', { type: 'upload', id })
    const message = `Send ${body.total_files === 1 ? 'the file' : `${body.total_files} files`} to /api/v1/admin/uploads/${id}/files.`
    return c.json({ upload_id: id, status, message }, 201)
  })
}
