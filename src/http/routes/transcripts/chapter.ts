import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'

import { createReadTranscript } from '../../../usecases/audiobooks/read-transcript.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { entityTag } from '../../entity-tag.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { idParameter } from '../../schemas/identifiers.ts'
import { answerTranscript, ChapterNumberSchema, FormatSchema, transcriptResponses } from './answer.ts'

const route = createRoute({
  method: 'get',
  path: '/admin/audiobooks/{audiobook_id}/chapters/{number}/transcript',
  operationId: 'getChapterTranscript',
  tags: ['Transcripts'],
  summary: 'Transcript of one chapter',
  description: 'Times count from the start of the chapter.',
  security: ADMIN_SECURITY,
  request: {
    params: idParameter('audiobook_id').extend({ number: ChapterNumberSchema }),
    query: z.object({ format: FormatSchema }),
  },
  responses: {
    ...transcriptResponses,
    ...problemResponses('audiobook_not_found', 'chapter_not_found', 'transcript_not_found'),
  },
})

export function registerChapterTranscript(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const readTranscript = createReadTranscript(deps)
  app.use(route.getRoutingPath(), entityTag())
  app.openapi(route, async (c) => {
    const { audiobook_id: audiobookId, number: chapterNumber } = c.req.valid('param')
    const { format } = c.req.valid('query')
    const reading = await readTranscript({ caller: c.get('caller'), audiobookId, chapterNumber })
    return reading.isErr() ? problem(c, reading.error) : answerTranscript(c, reading.value, format)
  })
}
