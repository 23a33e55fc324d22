import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { createListJobs } from '../../../usecases/jobs/list-jobs.ts'
import { nextCursor, timeCursorCodec } from '../../cursor.ts'
import { definedFields } from '../../defined-fields.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { UuidSchema } from '../../schemas/identifiers.ts'
import { ErrorCodeSchema, JobSchema, JobStatusSchema, JobTypeSchema, presentJob } from '../../schemas/job.ts'
import { NextCursorSchema, PageQuerySchema } from '../../schemas/pagination.ts'

const QuerySchema = PageQuerySchema.extend({
  status: JobStatusSchema.optional().openapi({
    description: '`failed`: the dead letters.',
    example: 'failed',
  }),
  job_type: JobTypeSchema.optional().openapi({ description: 'Jobs of this type only.' }),
  audiobook_id: UuidSchema.optional().openapi({ description: 'Jobs of this audiobook only.' }),
  error_code: ErrorCodeSchema.optional(),
})

const JobListSchema = z
  .object({ items: z.array(JobSchema), next_cursor: NextCursorSchema })
  .openapi('JobList')

const cursors = timeCursorCodec('jobs')

const route = createRoute({
  method: 'get',
  path: '/admin/jobs',
  operationId: 'listJobs',
  tags: ['Jobs'],
  summary: 'Jobs, newest first',
  description: 'Of all books that the caller sees. With `status=failed` these are the dead letters.',
  security: ADMIN_SECURITY,
  request: { query: QuerySchema },
  responses: {
    200: { description: 'A page.', content: { 'application/json': { schema: JobListSchema } } },
    ...problemResponses('invalid_cursor'),
  },
})

export function registerListJobs(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const listJobs = createListJobs(deps)
  app.openapi(route, async (c) => {
    const { cursor, limit, status, job_type, audiobook_id, error_code } = c.req.valid('query')
    const after = cursors.decode(cursor)
    if (after.isErr()) return problem(c, after.error, 'query')
    const listed = await listJobs({
      caller: c.get('caller'),
      filter: definedFields({ status, type: job_type, audiobookId: audiobook_id, errorCode: error_code }),
      request: { after: after.value, limit },
    })
    if (listed.isErr()) return problem(c, listed.error)
    const items = listed.value.items.map(presentJob)
    return c.json({ items, next_cursor: nextCursor(listed.value, cursors.encode) }, 200)
  })
}
