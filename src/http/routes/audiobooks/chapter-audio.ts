import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { roundSeconds } from '../../../domain/transcript/timed-words.ts'
import type { UploadFile } from '../../../domain/upload/upload.ts'
import { createOpenChapterAudio } from '../../../usecases/audiobooks/open-chapter-audio.ts'
import { parseRange } from '../../byte-range.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { describeProblem, problem, problemResponses } from '../../errors.ts'
import { objectBody } from '../../object-body.ts'
import { headers } from '../../openapi/headers.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { idParameter } from '../../schemas/identifiers.ts'
import { ChapterNumberSchema } from '../transcripts/answer.ts'

const binary = { content: { 'audio/*': { schema: z.string().openapi({ format: 'binary' }) } } }

const FILE_HEADERS = ['Accept-Ranges', 'Content-Length', 'ETag', 'X-Chapter-Start-Seconds'] as const

const route = createRoute({
  method: 'get',
  path: '/admin/audiobooks/{audiobook_id}/chapters/{number}/audio',
  operationId: 'getChapterAudio',
  tags: ['Audiobooks'],
  summary: 'The audio file that holds a chapter',
  description:
    'The file as it was uploaded. In a book of one file that is the whole book; the chapter starts at ' +
    '`X-Chapter-Start-Seconds` in it. Takes one byte range.',
  security: ADMIN_SECURITY,
  request: {
    params: idParameter('audiobook_id').extend({ number: ChapterNumberSchema }),
    headers: z.object({
      range: z
        .string()
        .optional()
        .openapi({ description: 'The bytes wanted (RFC 9110).', example: 'bytes=0-65535' }),
      'if-range': z.string().optional().openapi({
        description: 'The ETag of what the client has: the whole file comes when it is another now.',
        example: '"9b2cf535f27731c974343645a3985328"',
      }),
    }),
  },
  responses: {
    200: { description: 'The whole file.', headers: headers(...FILE_HEADERS), ...binary },
    206: {
      description: 'The bytes asked for.',
      headers: headers(...FILE_HEADERS, 'Content-Range'),
      ...binary,
    },
    ...problemResponses('audiobook_not_found', 'chapter_not_found', 'range_not_satisfiable'),
  },
})

export function registerChapterAudio(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const openChapterAudio = createOpenChapterAudio(deps)
  app.openapi(route, async (c) => {
    const { audiobook_id: audiobookId, number: chapterNumber } = c.req.valid('param')
    const audio = await openChapterAudio({ caller: c.get('caller'), audiobookId, chapterNumber })
    if (audio.isErr()) return problem(c, audio.error)
    const { chapter, file, localPath, open } = audio.value
    const conditions = c.req.valid('header')
    // A range of a file that has changed meanwhile would not fit what the client has: RFC 9110, section 13.1.5.
    const ranged = conditions['if-range'] === undefined || conditions['if-range'] === tagOf(file)
    const range = ranged ? parseRange(conditions.range, file.sizeBytes) : null
    if (range === 'unsatisfiable') {
      return describeProblem(c, {
        kind: 'range_not_satisfiable',
        code: 'range_not_satisfiable',
        message: `The file has ${file.sizeBytes} bytes.`,
        headers: { 'Content-Range': `bytes */${file.sizeBytes}` },
      })
    }
    const sent = range ?? { startByte: 0, endByte: file.sizeBytes }
    const bytes = await open(sent)
    if (bytes.isErr()) return problem(c, bytes.error)
    const headers = {
      ...describeFile(file),
      'Content-Length': String(sent.endByte - sent.startByte),
      'X-Chapter-Start-Seconds': String(roundSeconds(chapter.fileStartSeconds)),
    }
    const body = await objectBody(bytes.value, localPath, sent)
    if (range === null) return new Response(body, { headers })
    const contentRange = `bytes ${range.startByte}-${range.endByte - 1}/${file.sizeBytes}`
    return new Response(body, { status: 206, headers: { ...headers, 'Content-Range': contentRange } })
  })
}

const tagOf = (file: UploadFile): string => `"${file.sha256 ?? file.id}"`

const describeFile = (file: UploadFile) => ({
  'Content-Type': file.mediaType ?? 'application/octet-stream',
  'Accept-Ranges': 'bytes',
  ETag: tagOf(file),
  'Cache-Control': 'private, max-age=3600',
})
