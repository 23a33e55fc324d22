import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { accepts } from 'hono/accepts'

import type { Chapter } from '../../../domain/audiobook/audiobook.ts'
import { roundSeconds } from '../../../domain/transcript/timed-words.ts'
import { createReadAudiobook } from '../../../usecases/audiobooks/read-audiobook.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { entityTag } from '../../entity-tag.ts'
import { problem, problemResponses } from '../../errors.ts'
import { headers } from '../../openapi/headers.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { ChapterSchema } from '../../schemas/audiobook.ts'
import { idParameter, UuidSchema } from '../../schemas/identifiers.ts'
import { presentChapter } from '../audiobooks/presentation.ts'

const ChapterListSchema = z
  .object({ audiobook_id: UuidSchema, chapters: z.array(ChapterSchema) })
  .openapi('ChapterList')

const JsonChapterSchema = z
  .object({
    startTime: z.number().openapi({ description: 'Seconds.', example: 0 }),
    endTime: z.number().openapi({ description: 'Seconds.', example: 182.4 }),
    title: z.string().openapi({ example: 'The Harbour' }),
  })
  .openapi('JsonChapter')

/** https://github.com/Podcastindex-org/podcast-namespace, jsonChapters 1.2 */
const JsonChaptersSchema = z
  .object({
    version: z.literal('1.2.0'),
    title: z.string().openapi({ example: 'The Lamp Keeper' }),
    author: z.string().openapi({ example: 'A. Writer' }),
    chapters: z.array(JsonChapterSchema),
  })
  .openapi('JsonChapters')

const JSON_CHAPTERS = 'application/json+chapters'

const route = createRoute({
  method: 'get',
  path: '/admin/audiobooks/{audiobook_id}/chapters',
  operationId: 'listChapters',
  tags: ['Transcripts'],
  summary: 'Chapters of an audiobook',
  description:
    'With their place in the book, and whether they are transcribed. As JSON Chapters 1.2 for podcast players with ' +
    '`Accept: application/json+chapters` or `format=json-chapters`.',
  security: ADMIN_SECURITY,
  request: {
    params: idParameter('audiobook_id'),
    query: z.object({
      format: z
        .enum(['json', 'json-chapters'])
        .optional()
        .openapi({ description: 'By default what `Accept` asks for.' }),
    }),
  },
  responses: {
    200: {
      description: 'The chapters, by number.',
      headers: headers('ETag'),
      content: {
        'application/json': { schema: ChapterListSchema },
        [JSON_CHAPTERS]: { schema: JsonChaptersSchema },
      },
    },
    304: { description: 'As the client has it.', headers: headers('ETag') },
    ...problemResponses('audiobook_not_found'),
  },
})

export function registerListChapters(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const readAudiobook = createReadAudiobook(deps)
  app.use(route.getRoutingPath(), entityTag())
  app.openapi(route, async (c) => {
    const { audiobook_id: audiobookId } = c.req.valid('param')
    const reading = await readAudiobook({ caller: c.get('caller'), audiobookId })
    if (reading.isErr()) return problem(c, reading.error)
    const { audiobook, chapters, coverage } = reading.value
    const { format } = c.req.valid('query')
    const accepted = accepts(c, {
      header: 'Accept',
      supports: ['application/json', JSON_CHAPTERS],
      default: 'application/json',
    })
    c.header('Vary', 'Accept', { append: true })
    if (format === 'json-chapters' || (format === undefined && accepted === JSON_CHAPTERS)) {
      const body = {
        version: '1.2.0',
        title: audiobook.title,
        author: audiobook.author,
        chapters: chapters.map(toJsonChapter),
      }
      return c.body(JSON.stringify(body), 200, { 'Content-Type': JSON_CHAPTERS })
    }
    const listed = chapters.map((chapter) => presentChapter(chapter, coverage))
    return c.json({ audiobook_id: audiobook.id, chapters: listed }, 200)
  })
}

const toJsonChapter = ({ bookStartSeconds, durationSeconds, title }: Chapter) => ({
  startTime: roundSeconds(bookStartSeconds),
  endTime: roundSeconds(bookStartSeconds + durationSeconds),
  title,
})
