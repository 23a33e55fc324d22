import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { createGetUploadProgress } from '../../../usecases/uploads/get-upload-progress.ts'
import type { HttpEnv } from '../../deps.ts'
import { problemResponses } from '../../errors.ts'
import { headers } from '../../openapi/headers.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { UploadStreamSchema } from '../../schemas/event.ts'
import { idParameter } from '../../schemas/identifiers.ts'
import { openStream, STREAM_DESCRIPTION, type StreamDeps, StreamHeaders, StreamQuery } from './open-stream.ts'

const route = createRoute({
  method: 'get',
  path: '/admin/uploads/{upload_id}/events',
  operationId: 'streamUploadEvents',
  tags: ['Events'],
  summary: 'What happens to an upload, as it happens',
  description: `${STREAM_DESCRIPTION} A new stream begins with a \`snapshot\`; bytes are told by the whole percent.`,
  security: ADMIN_SECURITY,
  request: { params: idParameter('upload_id'), headers: StreamHeaders, query: StreamQuery },
  responses: {
    200: {
      description: 'The stream.',
      headers: headers('X-Accel-Buffering'),
      content: { 'text/event-stream': { schema: UploadStreamSchema } },
    },
    ...problemResponses('upload_not_found', 'too_many_streams', 'streams_exhausted'),
  },
})

export function registerUploadEvents(app: OpenAPIHono<HttpEnv>, deps: StreamDeps): void {
  const getProgress = createGetUploadProgress(deps)
  app.openapi(route, async (c) => {
    const { upload_id: uploadId } = c.req.valid('param')
    const { types, last_event_id: fromQuery } = c.req.valid('query')
    const lastEventId = c.req.valid('header')['last-event-id'] ?? fromQuery
    const readSnapshot = () =>
      getProgress({ caller: c.get('caller'), uploadId }).map(({ upload, progress }) => ({
        upload_id: uploadId,
        data: {
          ...{ status: upload.status, status_reason: upload.statusReason, total_files: upload.totalFiles },
          ...{ uploaded_files: progress.uploadedFiles, total_size_bytes: upload.totalSizeBytes },
          ...{ uploaded_size_bytes: progress.uploadedSizeBytes, progress: progress.fraction },
        },
      }))
    return (await openStream(c, deps, { filter: { uploadId }, types, lastEventId, readSnapshot })) as never
  })
}
