import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { AUDIT_OUTCOMES, type AuditEntry } from '../../../ports/audit-log.ts'
import { createListAuditLog } from '../../../usecases/list-audit-log.ts'
import { nextCursor, timeCursorCodec } from '../../cursor.ts'
import { definedFields } from '../../defined-fields.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { TimeSchema, UuidSchema } from '../../schemas/identifiers.ts'
import { NextCursorSchema, PageQuerySchema } from '../../schemas/pagination.ts'

const MAX_FILTER_LENGTH = 256

const OutcomeSchema = z.enum(AUDIT_OUTCOMES).openapi('AuditOutcome', {
  description: '`refused`: answered with 4xx. `failed`: with 5xx.',
  example: 'done',
})
const filter = () => z.string().min(1).max(MAX_FILTER_LENGTH).optional()

const QuerySchema = PageQuerySchema.extend({
  actor: filter().openapi({
    description: 'Who did it. Callers that see their own alone get their own in any case.',
    example: 'admin',
  }),
  action: filter().openapi({
    description: 'Method and pattern of the path.',
    example: 'DELETE /admin/audiobooks/:audiobook_id',
  }),
  target_id: filter().openapi({
    description: 'What it was done to.',
    example: '01936f0e-8d5c-7c3a-9a64-0f5b7c1f2a11',
  }),
  request_id: filter().openapi({ description: 'Of the request that did it.', example: 'r-1' }),
  outcome: OutcomeSchema.optional().openapi({ description: 'How it ended.', example: 'done' }),
  from: TimeSchema.optional().openapi({ description: 'At or after.' }),
  until: TimeSchema.optional().openapi({ description: 'Before.' }),
})

const AuditEntrySchema = z
  .object({
    id: UuidSchema,
    created_at: TimeSchema,
    actor: z.string().openapi({ description: 'Subject of the token.', example: 'admin' }),
    action: z.string().openapi({ example: 'DELETE /admin/audiobooks/:audiobook_id' }),
    target_type: z.string().nullable().openapi({ example: 'audiobook' }),
    target_id: z.string().nullable().openapi({
      description: 'What it was done to, or what it made; null when it was not one thing.',
      example: '01936f0e-8d5c-7c3a-9a64-0f5b7c1f2a11',
    }),
    outcome: OutcomeSchema,
    status: z.int().openapi({ description: 'Of the answer.', example: 204 }),
    request_id: z.string().openapi({ example: 'r-1' }),
  })
  .openapi('AuditEntry')

const AuditLogSchema = z
  .object({ items: z.array(AuditEntrySchema), next_cursor: NextCursorSchema })
  .openapi('AuditLog')

const cursors = timeCursorCodec('audit')

const route = createRoute({
  method: 'get',
  path: '/admin/audit',
  operationId: 'listAuditLog',
  tags: ['Audit'],
  summary: 'What admins did, newest first',
  description:
    'Every call that changes something, by whom, to what and how it ended; kept for AUDIT_KEEP_DAYS. A static admin token ' +
    'sees all of it, other callers what they did themselves.',
  security: ADMIN_SECURITY,
  request: { query: QuerySchema },
  responses: {
    200: { description: 'A page.', content: { 'application/json': { schema: AuditLogSchema } } },
    ...problemResponses('invalid_cursor'),
  },
})

export function registerListAuditLog(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const listAuditLog = createListAuditLog(deps)
  app.openapi(route, async (c) => {
    const { cursor, limit, from, until, target_id, request_id, ...rest } = c.req.valid('query')
    const after = cursors.decode(cursor)
    if (after.isErr()) return problem(c, after.error, 'query')
    const listed = await listAuditLog({
      caller: c.get('caller'),
      filter: definedFields({
        ...rest,
        targetId: target_id,
        requestId: request_id,
        from: from === undefined ? undefined : new Date(from),
        until: until === undefined ? undefined : new Date(until),
      }),
      request: { after: after.value, limit },
    })
    if (listed.isErr()) return problem(c, listed.error)
    const items = listed.value.items.map(presentEntry)
    return c.json({ items, next_cursor: nextCursor(listed.value, cursors.encode) }, 200)
  })
}

const presentEntry = ({ id, createdAt, actor, action, target, outcome, status, requestId }: AuditEntry) => ({
  ...{ id, actor, action, outcome, status },
  created_at: createdAt.toISOString(),
  target_type: target?.type ?? null,
  target_id: target?.id ?? null,
  request_id: requestId,
})
