import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { roundSeconds } from '../../../domain/transcript/timed-words.ts'
import { createSearch, type SearchHit } from '../../../usecases/search.ts'
import { definedFields } from '../../defined-fields.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { component } from '../../schemas/component.ts'
import { UuidSchema } from '../../schemas/identifiers.ts'
import { plainText } from '../../schemas/text.ts'

const MAX_QUERY_CHARACTERS = 500
const MAX_HITS = 100
const DEFAULT_HITS = 10

const MODES = ['hybrid', 'semantic', 'lexical'] as const

const ModeSchema = component('SearchMode', z.enum(MODES))

const QuerySchema = z.object({
  q: plainText(MAX_QUERY_CHARACTERS).openapi({
    description: 'Words in any form, "exact phrases", -exclusions, or a description of what was said.',
    example: 'the keeper lights the lamp',
  }),
  mode: ModeSchema.default('hybrid').openapi({
    description: '`lexical` by words, `semantic` by meaning, `hybrid` both.',
  }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_HITS)
    .default(DEFAULT_HITS)
    .openapi({ description: 'Hits at most.' }),
  min_score: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(0)
    .openapi({ description: 'Leaves out hits below it.', example: 0 }),
  audiobook_id: UuidSchema.optional().openapi({ description: 'Search in this audiobook only.' }),
})

const seconds = (description: string) => z.number().openapi({ description, example: 42.5 })

const FoundAudiobookSchema = z
  .object({
    id: UuidSchema,
    title: z.string().openapi({ example: 'The Lamp Keeper' }),
    author: z.string().openapi({ example: 'A. Writer' }),
  })
  .openapi('FoundAudiobook')

const FoundChapterSchema = z
  .object({
    id: UuidSchema,
    number: z.int().openapi({ example: 1 }),
    title: z.string().openapi({ example: 'The Harbour' }),
    start_seconds: seconds('Where the chapter starts in the book.'),
  })
  .openapi('FoundChapter')

const HighlightSchema = z
  .object({ start: z.int().openapi({ example: 27 }), end: z.int().openapi({ example: 31 }) })
  .openapi('Highlight')

const SearchHitSchema = z
  .object({
    audiobook: FoundAudiobookSchema,
    chapter: FoundChapterSchema,
    start_seconds: seconds('Where to listen, from the start of the book.'),
    end_seconds: seconds('From the start of the book.'),
    chapter_start_offset_seconds: seconds('Where to listen, from the start of the chapter.'),
    snippet: z.string().openapi({
      description: 'HTML: escaped text with the matched words in `<mark>`.',
      example: 'She climbed up and lit the <mark>lamp</mark>.',
    }),
    text: z.string().openapi({
      description: 'The whole passage, 30 to 60 seconds of speech.',
      example: 'She climbed up and lit the lamp.',
    }),
    highlights: z
      .array(HighlightSchema)
      .openapi({ description: 'Matched words as UTF-16 offsets into `text`, `end` exclusive.' }),
    score: z.number().openapi({ description: '0..1, comparable within one answer.', example: 0.97 }),
    matched_by: z.array(z.enum(['words', 'meaning'])),
  })
  .openapi('SearchHit')

const SearchAnswerSchema = z
  .object({
    query: z.string().openapi({ example: 'the keeper lights the lamp' }),
    mode: ModeSchema,
    degraded: z
      .boolean()
      .openapi({ description: 'The search by meaning is not available now; found by words alone.' }),
    hits: z.array(SearchHitSchema),
  })
  .openapi('SearchAnswer')

const route = createRoute({
  method: 'get',
  path: '/admin/search',
  operationId: 'search',
  tags: ['Search'],
  summary: 'Find what was said',
  description: 'Best first; every hit tells the book, the chapter and the second.',
  security: ADMIN_SECURITY,
  request: { query: QuerySchema },
  responses: {
    200: { description: 'The hits.', content: { 'application/json': { schema: SearchAnswerSchema } } },
    ...problemResponses('audiobook_not_found'),
  },
})

export function registerSearch(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const search = createSearch(deps)
  app.openapi(route, async (c) => {
    const { q, mode, limit, min_score, audiobook_id } = c.req.valid('query')
    const answer = await search({
      caller: c.get('caller'),
      query: q,
      mode,
      limit,
      minScore: min_score,
      ...definedFields({ audiobookId: audiobook_id }),
    })
    if (answer.isErr()) return problem(c, answer.error)
    const { hits, degraded } = answer.value
    return c.json({ query: q, mode, degraded, hits: hits.map(presentHit) }, 200)
  })
}

const presentHit = ({ audiobook, chapter, spot, text, score, matchedBy }: SearchHit) => ({
  audiobook: { id: audiobook.id, title: audiobook.title, author: audiobook.author },
  chapter: {
    id: chapter.id,
    number: chapter.number,
    title: chapter.title,
    start_seconds: roundSeconds(chapter.bookStartSeconds),
  },
  start_seconds: roundSeconds(chapter.bookStartSeconds + spot.startSeconds),
  end_seconds: roundSeconds(chapter.bookStartSeconds + spot.endSeconds),
  chapter_start_offset_seconds: roundSeconds(spot.startSeconds),
  snippet: spot.snippet,
  text,
  highlights: spot.highlights.map(({ start, end }) => ({ start, end })),
  score,
  matched_by: [...matchedBy],
})
