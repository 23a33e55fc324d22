import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { createCreateAudiobook } from '../../../usecases/audiobooks/create-audiobook.ts'
import { definedFields } from '../../defined-fields.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { IdempotencyHeadersSchema, idempotencyKey } from '../../idempotency.ts'
import { apiPath } from '../../mount-path.ts'
import { headers } from '../../openapi/headers.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { details } from '../../schemas/audiobook.ts'
import { UuidSchema } from '../../schemas/identifiers.ts'
import { PrioritySchema } from '../../schemas/job.ts'
import { readTranscriptionOptions, TranscriptionOptionsSchema } from '../../schemas/transcription-options.ts'

export const NewAudiobookSchema = z
  .object({
    upload_id: UuidSchema,
    title: details.title.optional(),
    author: details.author.optional(),
    narrator: details.narrator.optional(),
    description: details.description.optional(),
    language: details.language.optional(),
    is_public: z.boolean().default(false),
    cover_image_url: details.coverImageUrl.optional(),
    priority: PrioritySchema.default(0),
    transcription: TranscriptionOptionsSchema.optional(),
  })
  .openapi('NewAudiobook')

const CreatedAudiobookSchema = z
  .object({
    audiobook_id: UuidSchema,
    status: z.literal('processing'),
    message: z.string().openapi({ example: 'Processing started: 4 jobs.' }),
    jobs_created: z.int().openapi({ example: 4 }),
    total_jobs: z.int().openapi({ example: 4 }),
  })
  .openapi('CreatedAudiobook')

const route = createRoute({
  method: 'post',
  path: '/admin/audiobooks',
  operationId: 'createAudiobook',
  tags: ['Audiobooks'],
  summary: 'Make an audiobook from a completed upload',
  description:
    'Starts its processing. Title, author, narrator, description and language default to what the files say; ' +
    'title and author are needed when the files do not name them. The language defaults to `en`.',
  security: ADMIN_SECURITY,
  request: {
    headers: IdempotencyHeadersSchema,
    body: { required: true, content: { 'application/json': { schema: NewAudiobookSchema } } },
  },
  responses: {
    201: {
      description: 'Made; its jobs are on their way.',
      headers: headers('Location'),
      content: { 'application/json': { schema: CreatedAudiobookSchema } },
    },
    ...problemResponses(
      'upload_not_found',
      'upload_not_completed',
      'upload_in_use',
      'idempotency_key_reused',
      'details_missing',
    ),
  },
})

export function readNewAudiobook(body: z.infer<typeof NewAudiobookSchema>) {
  const { upload_id, is_public, cover_image_url, transcription, ...rest } = body
  return {
    uploadId: upload_id,
    isPublic: is_public,
    ...definedFields({
      ...rest,
      coverImageUrl: cover_image_url,
      transcription: transcription && readTranscriptionOptions(transcription),
    }),
  }
}

export function registerCreateAudiobook(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const createAudiobook = createCreateAudiobook(deps)
  app.openapi(route, async (c) => {
    const body = c.req.valid('json')
    const created = await createAudiobook({
      caller: c.get('caller'),
      ...readNewAudiobook(body),
      idempotency: idempotencyKey(c.req.valid('header')['idempotency-key'], body),
    })
    if (created.isErr()) return problem(c, created.error)
    const { audiobook, jobCount } = created.value
    c.set('made', { type: 'audiobook', id: audiobook.id })
    return c.json(
      {
        audiobook_id: audiobook.id,
        status: 'processing' as const,
        message: `Processing started: ${jobCount} jobs.`,
        jobs_created: jobCount,
        total_jobs: jobCount,
      },
      201,
      { Location: `${apiPath(deps)}/admin/audiobooks/${audiobook.id}` },
    )
  })
}
