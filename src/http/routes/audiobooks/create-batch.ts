import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import {
  type CreatedItem,
  createCreateAudiobooks,
  itemKey,
  MAX_CREATED_BOOKS,
} from '../../../usecases/audiobooks/create-audiobooks.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { statusOf } from '../../errors.ts'
import { IdempotencyHeadersSchema, idempotencyKey } from '../../idempotency.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { UuidSchema } from '../../schemas/identifiers.ts'
import { NewAudiobookSchema, readNewAudiobook } from './create.ts'

const NewAudiobooksSchema = z
  .strictObject({ items: z.array(NewAudiobookSchema).min(1).max(MAX_CREATED_BOOKS) })
  .openapi('NewAudiobooks')

const CreatedItemSchema = z
  .object({
    index: z.int().openapi({ description: 'Of the item in the request, from 0.', example: 0 }),
    upload_id: UuidSchema,
    status: z.int().openapi({ description: 'What `createAudiobook` would be answered.', example: 201 }),
    audiobook_id: UuidSchema.nullable().openapi({ description: 'Null: none was made.' }),
    jobs_created: z.int().openapi({ example: 4 }),
    code: z.string().nullable().openapi({ description: 'Why none was made.', example: null }),
    detail: z.string().nullable().openapi({ example: null }),
  })
  .openapi('CreatedItem')

const CreatedAudiobooksSchema = z
  .object({
    created: z.int().openapi({ example: 2 }),
    failed: z.int().openapi({ example: 0 }),
    items: z.array(CreatedItemSchema).openapi({ description: 'In the order of the request.' }),
  })
  .openapi('CreatedAudiobooks')

const route = createRoute({
  method: 'post',
  path: '/admin/audiobooks/batch',
  operationId: 'createAudiobooks',
  tags: ['Audiobooks'],
  summary: 'Make many audiobooks, each of a completed upload',
  description:
    `As \`createAudiobook\` does for one, up to ${MAX_CREATED_BOOKS}; each item succeeds or fails by itself. Repeating the call ` +
    'with its `Idempotency-Key` answers what was made, and tries again what failed.',
  security: ADMIN_SECURITY,
  request: {
    headers: IdempotencyHeadersSchema,
    body: { required: true, content: { 'application/json': { schema: NewAudiobooksSchema } } },
  },
  responses: {
    200: {
      description: 'What became of each item.',
      content: { 'application/json': { schema: CreatedAudiobooksSchema } },
    },
  },
})

export function registerCreateAudiobooks(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const createAudiobooks = createCreateAudiobooks(deps)
  app.openapi(route, async (c) => {
    const { items } = c.req.valid('json')
    const given = c.req.valid('header')['idempotency-key']
    const outcomes = await createAudiobooks(
      items.map((item, place) => {
        const whole = idempotencyKey(given, item)
        const idempotency = whole && itemKey(whole.key, place, whole.requestHash)
        return { ...readNewAudiobook(item), caller: c.get('caller'), idempotency }
      }),
    ).unwrapOr([])
    const presented = outcomes.map((outcome, index) => ({
      ...{ index, upload_id: items[index]?.upload_id ?? '' },
      ...presentItem(outcome),
    }))
    const created = presented.filter(({ audiobook_id }) => audiobook_id !== null).length
    return c.json({ created, failed: presented.length - created, items: presented }, 200)
  })
}

function presentItem(item: CreatedItem) {
  if (item.outcome === 'created') {
    const { audiobook, jobCount } = item.created
    return { status: 201, audiobook_id: audiobook.id, jobs_created: jobCount, code: null, detail: null }
  }
  const { kind, code, message } = item.error
  return { status: statusOf(kind), audiobook_id: null, jobs_created: 0, code, detail: message }
}
