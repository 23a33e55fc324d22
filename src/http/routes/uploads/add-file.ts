import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { createAddUploadFile } from '../../../usecases/uploads/add-upload-file.ts'
import type { HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { IdempotencyHeadersSchema } from '../../idempotency.ts'
import { createUploadForm } from '../../multipart/upload-form.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { UPLOAD_OVER } from '../../problem-catalog.ts'
import { requestBody } from '../../request-body.ts'
import type { UploadRouteDeps } from './deps.ts'
import { presentStoredFile } from './present.ts'
import { AddFileEncoding, AddFileForm, StoredFileSchema, UploadParameters } from './schemas.ts'

/** What can be wrong with a file, in the order in which it is looked at. */
const FILE_PROBLEMS = [
  ...(['validation_failed', 'multipart_expected', 'malformed_multipart', 'missing_file'] as const),
  ...(['unexpected_file', 'too_many_fields', 'empty_file', 'upload_interrupted'] as const),
  ...(['chapter_number_out_of_range', 'chapter_number_taken', 'no_file_slot_free'] as const),
  ...(['file_in_progress', 'file_not_receiving', 'file_too_large', 'upload_too_large'] as const),
  ...(['unsupported_media_type', 'unreadable_audio'] as const),
]

const route = createRoute({
  method: 'post',
  path: '/admin/uploads/{upload_id}/files',
  operationId: 'addUploadFile',
  tags: ['Uploads'],
  summary: 'Send a file',
  description:
    'The file is stored as it arrives and checked by name and content; limits apply while it streams. The last file ' +
    'completes the upload. Repeating a request with its `Idempotency-Key` answers the stored file and reads nothing; ' +
    '409 with `Retry-After` while the first one is still being received, or was, by a process that was lost less than 30 s ago.',
  security: ADMIN_SECURITY,
  request: {
    params: UploadParameters,
    headers: IdempotencyHeadersSchema,
    body: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: { $ref: '#/components/schemas/NewUploadFile' },
          encoding: AddFileEncoding,
        },
      },
    },
  },
  responses: {
    201: { description: 'Stored.', content: { 'application/json': { schema: StoredFileSchema } } },
    ...problemResponses('upload_not_found', ...UPLOAD_OVER, ...FILE_PROBLEMS),
  },
})

export function registerAddUploadFile(app: OpenAPIHono<HttpEnv>, deps: UploadRouteDeps): void {
  const addUploadFile = createAddUploadFile(deps)
  app.openAPIRegistry.registerComponent('schemas', 'NewUploadFile', AddFileForm)
  app.openapi(route, async (c) => {
    const form = createUploadForm(c.req.header('content-type'), requestBody(c))
    try {
      const added = await addUploadFile({
        caller: c.get('caller'),
        uploadId: c.req.valid('param').upload_id,
        idempotencyKey: c.req.valid('header')['idempotency-key'] ?? null,
        source: form,
        signal: c.req.raw.signal,
      })
      return added.isErr() ? problem(c, added.error) : c.json(presentStoredFile(added.value), 201)
    } finally {
      form.close()
    }
  })
}
