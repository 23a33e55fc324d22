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
  path: '/admin/audiobooks/{audiobook_id}/transcript',
  operationId: 'getTranscript',
  tags: ['Transcripts'],
  summary: 'Transcript of the whole book, or of one chapter',
  description:
    'Words with their times as JSON, captions as WebVTT or SubRip, or plain text. The whole book has the chapters ' +
    'that are transcribed so far; in JSON `missing_chapters` names the others. With `chapter`, times count from the ' +
    'start of that chapter.',
  security: ADMIN_SECURITY,
  request: {
    params: idParameter('audiobook_id'),
    query: z.object({ format: FormatSchema, chapter: ChapterNumberSchema.optional() }),
  },
  responses: {
    ...transcriptResponses,
    ...problemResponses('audiobook_not_found', 'chapter_not_found', 'transcript_not_found'),
  },
})

export function registerBookTranscript(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const readTranscript = createReadTranscript(deps)
  app.use(route.getRoutingPath(), entityTag())
  app.openapi(route, async (c) => {
    const { audiobook_id: audiobookId } = c.req.valid('param')
    const { format, chapter } = c.req.valid('query')
    const reading = await readTranscript({
      caller: c.get('caller'),
      audiobookId,
      chapterNumber: chapter ?? null,
    })
    return reading.isErr() ? problem(c, reading.error) : answerTranscript(c, reading.value, format)
  })
}
