import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { createEstimateBook } from '../../../usecases/progress/estimate-book.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { BookEstimateSchema, EstimateRequestSchema, presentEstimate } from '../../schemas/estimate.ts'

const route = createRoute({
  method: 'post',
  path: '/admin/audiobooks/estimate',
  operationId: 'estimateAudiobook',
  tags: ['Audiobooks'],
  summary: 'What a book would cost, and when it would be done',
  description:
    'Of a finished upload, or of lengths alone. By list prices and by what the engines were seen to do; `assumptions` says ' +
    'what it rests on. Nothing is started. What was billed in the end is in `usage` of the audiobook.',
  security: ADMIN_SECURITY,
  request: {
    body: { required: true, content: { 'application/json': { schema: EstimateRequestSchema } } },
  },
  responses: {
    200: { description: 'The estimate.', content: { 'application/json': { schema: BookEstimateSchema } } },
    ...problemResponses('upload_not_found', 'upload_not_completed'),
  },
})

export function registerEstimateAudiobook(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const estimateBook = createEstimateBook(deps)
  app.openapi(route, async (c) => {
    const {
      upload_id: uploadId,
      upload_type: uploadType,
      chapter_seconds: chapterSeconds,
    } = c.req.valid('json')
    const estimated = await estimateBook({
      caller: c.get('caller'),
      source: uploadId === undefined ? { uploadType, chapterSeconds: chapterSeconds ?? [] } : { uploadId },
    })
    if (estimated.isErr()) return problem(c, estimated.error)
    return c.json(presentEstimate(estimated.value, deps.clock.now()), 200)
  })
}
